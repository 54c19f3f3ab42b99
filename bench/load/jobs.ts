// Every job that the load can be given, by name.
import { absorbing, type AbsorbingInput, type AbsorbingResult } from './absorbing.ts';
import { gathering, type GatheringInput } from './gathering.ts';
import { losing, type LosingInput, type LosingResult } from './losing.ts';
import { opening, type Opened } from './opening.ts';
import { typing, type TypingInput, type TypingResult } from './typing.ts';
import type { Target } from './wire.ts';

type Say = (word: string) => Promise<void>;

export interface Jobs {
	typing: { input: TypingInput; result: TypingResult };
	gathering: { input: GatheringInput; result: { closed: number } };
	absorbing: { input: AbsorbingInput; result: AbsorbingResult };
	opening: { input: { readonly target: Target }; result: Opened };
	losing: { input: LosingInput; result: LosingResult };
}

export const jobs: { [J in keyof Jobs]: (input: Jobs[J]['input'], say: Say) => Promise<Jobs[J]['result']> } =
	{
		typing,
		gathering,
		absorbing,
		opening,
		losing
	};
