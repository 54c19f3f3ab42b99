/**
 * The notes' editor: Tiptap on the meeting's own fragment. The only file that imports Tiptap; loaded when notes
 * are opened. Its nodes and marks are those of notes.ts and no others.
 */
import { Editor, Extension, mergeAttributes, Node } from '@tiptap/core';
import { Collaboration } from '@tiptap/extension-collaboration';
import { TaskItem, TaskList } from '@tiptap/extension-list';
import { StarterKit } from '@tiptap/starter-kit';
import type { Plugin } from '@tiptap/pm/state';
import { Suggestion } from '@tiptap/suggestion';
import { yCursorPlugin } from '@tiptap/y-tiptap';
import * as v from 'valibot';
import type { Awareness } from 'y-protocols/awareness';
import type { XmlFragment } from 'yjs';
import { PresentPerson } from '#lib/room/protocol.ts';
import { safeHref } from './links.ts';

/** Somebody who can be mentioned. */
export interface Mentionable {
	readonly id: string;
	readonly name: string;
}

/** The list that stands open while somebody types `@`: who fits, and where the caret is. */
export interface MentionList {
	readonly items: readonly Mentionable[];
	/** Window coordinates under the caret. */
	readonly left: number;
	readonly top: number;
	choose(person: Mentionable): void;
}

interface Opening {
	readonly element: HTMLElement;
	readonly fragment: XmlFragment;
	readonly awareness: Awareness;
	/** The awareness key of this text. */
	readonly cursorKey: string;
	readonly editable: boolean;
	/** Accessible name. */
	readonly label: string;
	/** Everybody on the map who can be mentioned now. */
	readonly people: () => readonly Mentionable[];
	/** The name to draw for a mention; "someone" where nobody is known by the id. */
	readonly nameOf: (person: string) => string;
	/** Shows or hides the list of people. */
	readonly onMention: (list: MentionList | null) => void;
	/** Hears keys while the list is open. @returns whether the key was used */
	readonly onMentionKey: (event: KeyboardEvent) => boolean;
	/** Something about selection or content changed: the toolbar looks again. */
	readonly onChange: () => void;
}

const cursorsAtMost = 4;
const mentionsShown = 6;

/** Opens the editor; `destroy()` it on the way out. */
export function openEditor(opening: Opening): Editor {
	const editor = new Editor({
		element: opening.element,
		editable: opening.editable,
		// Our own stylesheet: an injected one would be blocked by the policy.
		injectCSS: false,
		extensions: [
			StarterKit.configure({
				heading: { levels: [2, 3] },
				codeBlock: false,
				code: false,
				horizontalRule: false,
				underline: false,
				// The shared document has its own undo, which leaves others' words alone.
				undoRedo: false,
				link: {
					openOnClick: false,
					autolink: true,
					defaultProtocol: 'https',
					isAllowedUri: (href) => safeHref(href) !== null,
					HTMLAttributes: { rel: 'noopener noreferrer nofollow', target: '_blank' }
				}
			}),
			TaskList,
			TaskItem.configure({ nested: true }),
			Collaboration.configure({ fragment: opening.fragment }),
			carets(opening),
			mention(opening),
			keys
		],
		editorProps: {
			attributes: { role: 'textbox', 'aria-multiline': 'true', 'aria-label': opening.label, class: 'prose' }
		},
		onTransaction: opening.onChange,
		onFocus: opening.onChange,
		onBlur: opening.onChange
	});
	return editor;
}

/** Draws the names of mentions again, after somebody's name changed. */
export function renameMentions(element: HTMLElement, nameOf: (person: string) => string): void {
	for (const mention of element.querySelectorAll<HTMLElement>('[data-person]'))
		mention.textContent = `@${nameOf(mention.dataset['person'] ?? '')}`;
}

/** Others' carets with their names, as the server wrote them; no style comes from what others sent. */
function carets({ awareness, cursorKey }: Opening): Extension {
	return Extension.create({
		name: 'carets',
		addProseMirrorPlugins: () => [
			yCursorPlugin(
				awareness,
				{
					awarenessStateFilter: (own: number, client: number) => {
						const others = [...awareness.getStates()]
							.filter(([id, state]) => id !== own && state[cursorKey])
							.map(([id]) => id)
							.sort((a, b) => a - b);
						return client !== own && others.indexOf(client) < cursorsAtMost;
					},
					cursorBuilder: (user: unknown, client: number) => {
						const caret = document.createElement('span');
						caret.className = 'caret';
						caret.dataset['tone'] = String(client % 6);
						const name = document.createElement('span');
						name.className = 'caret-name';
						const parsed = v.safeParse(PresentPerson, user);
						name.textContent = parsed.success ? parsed.output.name : '';
						caret.append(name);
						return caret;
					},
					selectionBuilder: (_user: unknown, client: number) => ({
						class: 'selected-by-other',
						'data-tone': String(client % 6)
					})
				},
				cursorKey
			) as Plugin // the library types it as any
		]
	});
}

/** `<mention person="id">`: no name is stored, so a changed name is right everywhere and none leaks. */
function mention({ people, nameOf, onMention, onMentionKey }: Opening) {
	return Node.create({
		name: 'mention',
		group: 'inline',
		inline: true,
		atom: true,
		addAttributes: () => ({
			person: { default: '', parseHTML: (element: HTMLElement) => element.dataset['person'] ?? '' }
		}),
		parseHTML: () => [{ tag: 'span[data-person]' }],
		renderHTML: ({ node, HTMLAttributes }) => [
			'span',
			mergeAttributes({ class: 'mention', 'data-person': String(node.attrs['person']) }, HTMLAttributes, {
				person: null
			}),
			`@${nameOf(String(node.attrs['person']))}`
		],
		renderText: ({ node }) => `@${nameOf(String(node.attrs['person']))}`,
		addProseMirrorPlugins() {
			return [
				Suggestion<Mentionable, Mentionable>({
					editor: this.editor,
					char: '@',
					items: ({ query }) =>
						people()
							.filter(({ name }) => name.toLocaleLowerCase('nb').includes(query.toLocaleLowerCase('nb')))
							.slice(0, mentionsShown),
					command: ({ editor, range, props }) => {
						editor
							.chain()
							.focus()
							.insertContentAt(range, [
								{ type: 'mention', attrs: { person: props.id } },
								{ type: 'text', text: ' ' }
							])
							.run();
					},
					render: () => {
						const show = (props: {
							items: Mentionable[];
							clientRect?: (() => DOMRect | null) | null;
							command: (person: Mentionable) => void;
						}) => {
							const at = props.clientRect?.();
							onMention(
								at && props.items.length > 0
									? { items: props.items, left: at.left, top: at.bottom, choose: props.command }
									: null
							);
						};
						return {
							onStart: show,
							onUpdate: show,
							onKeyDown: ({ event }) => onMentionKey(event),
							onExit: () => onMention(null)
						};
					}
				})
			];
		}
	});
}

/** Tab never traps: it leaves the text, except in a list, where Escape first lets it go. */
const keys = Extension.create({
	name: 'landsbyKeys',
	addKeyboardShortcuts() {
		return {
			'Mod-Alt-1': () => this.editor.commands.toggleHeading({ level: 2 }),
			'Mod-Alt-2': () => this.editor.commands.toggleHeading({ level: 3 }),
			'Mod-Alt-0': () => this.editor.commands.setParagraph(),
			Escape: () => {
				this.editor.commands.blur();
				return true;
			}
		};
	}
});
