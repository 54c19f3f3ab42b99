/** The little of ical.js that is used; the types it comes with are not found beside its module. */
declare module 'ical.js' {
	interface DesignSet {
		readonly property: object;
	}
	const ICAL: {
		readonly design: { readonly vcard3: DesignSet };
		readonly parse: {
			/** @throws Error where the line cannot be parsed */
			property(line: string, design: DesignSet): unknown;
		};
	};
	export default ICAL;
}
