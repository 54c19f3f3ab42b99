/** Languages to choose from, as BCP 47 names them; their words come with the reader's own language. */
export const LANGUAGES: readonly string[] = (
	'nb nn se smj sma fkv nsl en sv da fi de fr es pt it nl pl ' +
	'lt lv et ro hu bg uk ru sq bs hr sr el tr ku ckb ar fa ' +
	'prs ps ur hi pa ta bn ne so ti am om sw rw vi th tl zh my'
).split(' ');
