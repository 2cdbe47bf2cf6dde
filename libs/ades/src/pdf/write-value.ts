import type { PdfValue } from './pdf-value.js';

/** An object in the notation of ISO 32000-1 section 7.3, as a binary string. */
export function writeValue(value: PdfValue): string {
  switch (value.kind) {
    case 'null':
      return 'null';
    case 'boolean':
      return String(value.value);
    case 'number':
    case 'string':
      return value.source;
    case 'name':
      return writeName(value.name);
    case 'reference':
      return `${value.number} ${value.generation} R`;
    case 'array':
      return `[${value.items.map(writeValue).join(' ')}]`;
    case 'dictionary':
      return `<< ${[...value.entries].map(([key, entry]) => `${writeName(key)} ${writeValue(entry)}`).join(' ')} >>`;
  }
}

/** Delimiters, the number sign and anything outside printable ASCII are spelt as #xx (section 7.3.5). */
function writeName(name: string): string {
  return `/${name.replace(/[^!-~]|[#()<>[\]{}/%]/g, (character) => `#${hexByte(character.charCodeAt(0))}`)}`;
}

function hexByte(code: number): string {
  return code.toString(16).padStart(2, '0').toUpperCase();
}
