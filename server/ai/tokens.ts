/**
 * More tokens than a text is likely to have: a token for each three bytes. English has about four letters to a token,
 * Cyrillic and Arabic two bytes to a letter, Chinese and Japanese three.
 */
export const tokensAtMost = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3);

/** About how many tokens a text of so many characters has, in a language written with letters. */
export const likelyTokens = (characters: number): number => Math.ceil(characters / 4);
