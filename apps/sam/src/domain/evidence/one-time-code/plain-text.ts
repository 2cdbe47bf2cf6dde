/**
 * Somebody else's words as part of a message: one line, nothing that hides or reorders text, no quotation marks to end ours
 * early, no dot or slash that would make a link of it, at most so many UTF-16 units.
 */
export function plainText(words: string, longest: number): string {
  const plain = words
    .normalize('NFC')
    .replace(/[\p{C}\p{Z}"“”„«»./\\:@]+/gu, ' ')
    .trim();
  return plain.length <= longest ? plain : `${cut(plain, longest - 2)}..`;
}

// Between two characters, never inside one.
function cut(text: string, longest: number): string {
  let result = '';
  for (const character of text) {
    if (result.length + character.length > longest) break;
    result += character;
  }
  return result;
}
