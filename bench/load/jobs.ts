// Every job that the load can be given, by name.
import { typing, type TypingInput, type TypingResult } from './typing.ts';

type Say = (word: string) => Promise<void>;

export interface Jobs {
	typing: { input: TypingInput; result: TypingResult };
}

export const jobs: { [J in keyof Jobs]: (input: Jobs[J]['input'], say: Say) => Promise<Jobs[J]['result']> } =
	{
		typing
	};
