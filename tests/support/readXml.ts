// A strict reader of XML for tests: what our own writers put out is read back, and anything that is not well formed
// throws. No doctypes, comments or processing instructions beside the declaration: we write none.

export interface XmlElement {
	readonly name: string;
	readonly attributes: Readonly<Record<string, string>>;
	readonly children: XmlElement[];
	/** Text directly in it, joined. */
	text: string;
}

const token = /<\/([\w.:-]+)\s*>|<([\w.:-]+)((?:\s+[\w.:-]+="[^"<]*")*)\s*(\/?)>|([^<]+)/y;
const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };

/**
 * Reads a document.
 * @throws Error where it is not well formed
 */
export function read(xml: string): XmlElement {
	// eslint-disable-next-line no-control-regex -- these are what XML cannot hold
	if (/[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/.test(xml) || !xml.isWellFormed()) throw new Error('letters');
	const body = xml.replace(/^<\?xml[^?]*\?>\s*/, '').trimEnd();
	const top: XmlElement = { name: '', attributes: {}, children: [], text: '' };
	const open = [top];
	token.lastIndex = 0;
	while (token.lastIndex < body.length) {
		const at = token.lastIndex;
		const found = token.exec(body);
		const within = open.at(-1);
		if (!found || !within) throw new Error(`not well formed at ${at}: ${body.slice(at, at + 60)}`);
		const [, closes, opens, attributes = '', alone, text] = found;
		if (text !== undefined) within.text += plain(text);
		else if (closes !== undefined) {
			if (open.pop()?.name !== closes) throw new Error(`</${closes}> closes nothing`);
		} else if (opens !== undefined) {
			const made: XmlElement = { name: opens, attributes: attributesOf(attributes), children: [], text: '' };
			within.children.push(made);
			if (alone === '') open.push(made);
		}
	}
	const [root, ...more] = top.children;
	if (open.length !== 1 || !root || more.length > 0) throw new Error('one root, and everything closed');
	return root;
}

/** All text in an element. */
export function textOf(element: XmlElement): string {
	return element.text + element.children.map(textOf).join('');
}

function attributesOf(source: string): Record<string, string> {
	const pairs = [...source.matchAll(/([\w.:-]+)="([^"]*)"/g)];
	const all = Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, plain(value)]));
	if (Object.keys(all).length !== pairs.length) throw new Error('an attribute twice');
	return all;
}

function plain(text: string): string {
	return text.replace(/&([^;]*);?/g, (whole, name: string) => {
		const sign = whole.endsWith(';') ? named[name] : undefined;
		if (sign === undefined) throw new Error(`not an entity: ${whole.slice(0, 20)}`);
		return sign;
	});
}
