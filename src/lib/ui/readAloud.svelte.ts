/**
 * Reads a part of the page with a voice that is installed on the device. Voices that send the text to another
 * host are never used, however good they are: nothing of a room leaves it (law L8).
 */
import { sentencesOf } from './sentences.ts';

/** What is never read: what is not text, and what the person has to press. */
const silent =
	'script, style, button, summary, input, select, textarea, nav, svg, [hidden], [aria-hidden="true"], [data-silent]';
const blocks =
	'p, li, h1, h2, h3, h4, h5, h6, td, th, dt, dd, label, legend, blockquote, figcaption, div, section, main';
const mark = 'read-aloud';

class ReadAloud {
	/** True once a voice on this device speaks the page's language. */
	available = $state(false);
	state = $state<'idle' | 'reading' | 'paused'>('idle');
	slow = $state(false);
	#parts: readonly Range[] = [];
	#at = 0;

	/** Looks for a voice; browsers load their list late, so it looks again when they say so. */
	listen(): () => void {
		if (typeof speechSynthesis === 'undefined') return () => undefined;
		const look = () => {
			this.available = voiceFor(document.documentElement.lang) !== undefined;
		};
		look();
		this.slow = document.documentElement.dataset['reading'] === 'slow';
		speechSynthesis.addEventListener('voiceschanged', look);
		return () => {
			speechSynthesis.removeEventListener('voiceschanged', look);
		};
	}

	/** Reads everything readable in an element, sentence by sentence, from its beginning. */
	read(root: Element): void {
		this.stop();
		this.#parts = rangesOf(root);
		this.#at = 0;
		this.#speak();
	}

	pause(): void {
		this.state = 'paused';
		speechSynthesis.cancel();
	}

	resume(): void {
		this.#speak();
	}

	/** Half as slow again, from the sentence that is being read. */
	slower(): void {
		this.slow = true;
		if (this.state === 'reading') {
			speechSynthesis.cancel();
			this.#speak();
		}
	}

	stop(): void {
		if (typeof speechSynthesis !== 'undefined') speechSynthesis.cancel();
		this.state = 'idle';
		highlight(undefined);
	}

	#speak(): void {
		const part = this.#parts[this.#at];
		const voice = voiceFor(document.documentElement.lang);
		if (!part || !voice) {
			this.stop();
			return;
		}
		this.state = 'reading';
		highlight(part);
		const words = new SpeechSynthesisUtterance(part.toString());
		words.voice = voice;
		words.lang = voice.lang;
		words.rate = this.slow ? 0.7 : 1;
		const at = this.#at;
		// A cancelled sentence ends as well; only the one that is still the current one leads on.
		words.onend = () => {
			if (this.state !== 'reading' || this.#at !== at) return;
			this.#at += 1;
			this.#speak();
		};
		speechSynthesis.speak(words);
	}
}

/** The one reader of this window: two voices at once help nobody. */
export const readAloud = new ReadAloud();

const spoken: Record<string, readonly string[]> = {
	nb: ['nb', 'no', 'nn'],
	nn: ['nn', 'nb', 'no'],
	en: ['en'],
	se: ['se']
};

function voiceFor(language: string): SpeechSynthesisVoice | undefined {
	const here = speechSynthesis.getVoices().filter((voice) => voice.localService);
	for (const wanted of spoken[language] ?? [language]) {
		const voice = here.find((one) => one.lang.toLowerCase().replace('_', '-').split('-')[0] === wanted);
		if (voice) return voice;
	}
	return undefined;
}

/** One range per sentence, in reading order. */
function rangesOf(root: Element): Range[] {
	const ranges: Range[] = [];
	for (const run of runsOf(root)) {
		const text = run.map((node) => node.data).join('');
		for (const { start, end } of sentencesOf(text)) {
			const from = place(run, start);
			const to = place(run, end);
			if (!from || !to) continue;
			const range = document.createRange();
			range.setStart(from.node, from.offset);
			range.setEnd(to.node, to.offset);
			ranges.push(range);
		}
	}
	return ranges;
}

/** Text nodes that belong to the same paragraph, heading or cell. */
function runsOf(root: Element): Text[][] {
	const runs: Text[][] = [];
	let block: Element | null | undefined;
	const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
	for (let node = walker.nextNode(); node; node = walker.nextNode()) {
		if (!(node instanceof Text) || node.data.trim() === '') continue;
		const parent = node.parentElement;
		const barrier = parent?.closest(silent);
		if (!parent || (barrier && root.contains(barrier) && barrier !== root)) continue;
		const own = parent.closest(blocks);
		const last = runs.at(-1);
		if (last && own === block) last.push(node);
		else runs.push([node]);
		block = own;
	}
	return runs;
}

function place(run: readonly Text[], offset: number): { node: Text; offset: number } | undefined {
	let left = offset;
	for (const node of run) {
		if (left <= node.data.length) return { node, offset: left };
		left -= node.data.length;
	}
	return undefined;
}

/** Marks the sentence where the browser can mark text without changing the page; elsewhere only the voice leads. */
function highlight(range: Range | undefined): void {
	if (typeof Highlight === 'undefined') return;
	if (range) CSS.highlights.set(mark, new Highlight(range));
	else CSS.highlights.delete(mark);
}
