import { AdesError } from '../ades-error.js';
import { firstPage } from './first-page.js';
import type { IncrementalUpdate } from './incremental-update.js';
import type { PdfDocument } from './pdf-document.js';
import {
  array,
  dictionary,
  integerOf,
  isArray,
  isReference,
  name,
  number,
  withEntries,
  type PdfDictionary,
  type PdfReference,
  type PdfValue,
} from './pdf-value.js';
import { decodeTextString, encodeTextString } from './text-string.js';

/** SignaturesExist and AppendOnly (ISO 32000-1 table 219). */
const signatureFlags = 3;

/** Print and Locked (table 165). */
const widgetFlags = 132;

/**
 * Adds an invisible signature field holding the signature dictionary, as a widget on the first page and a field of the form.
 * @throws AdesError `document.locked`, `document.unreadable`
 */
export function addSignatureField(document: PdfDocument, update: IncrementalUpdate, signature: PdfReference): void {
  refuseLocked(document);
  const page = firstPage(document);
  const form = document.dictionary(document.catalog.value.entries.get('AcroForm')) ?? dictionary({ Fields: array() });
  const field = update.add(
    dictionary({
      Type: name('Annot'),
      Subtype: name('Widget'),
      FT: name('Sig'),
      T: encodeTextString(unusedName(document, form)),
      V: signature,
      Rect: array(number(0), number(0), number(0), number(0)),
      F: number(widgetFlags),
      P: page.reference,
    }),
  );
  appendTo({ document, update, key: 'Annots', owner: page.value, item: field }, (changed) => {
    update.replace(page.reference, changed);
  });
  extendForm(document, update, { form, field });
}

function extendForm(document: PdfDocument, update: IncrementalUpdate, { form, field }: { form: PdfDictionary; field: PdfReference }): void {
  const flags = (integerOf(document.resolve(form.entries.get('SigFlags'))) ?? 0) | signatureFlags;
  let changed = withEntries(form, { SigFlags: number(flags) });
  appendTo({ document, update, key: 'Fields', owner: changed, item: field }, (extended) => {
    changed = extended;
  });
  const { reference, value } = document.catalog;
  const place = value.entries.get('AcroForm');
  if (isReference(place) && document.dictionary(place) !== undefined) update.replace(place, changed);
  else update.replace(reference, withEntries(value, { AcroForm: update.add(changed) }));
}

/** Appends to an array entry: in the array's own object if it has one, else in its owner. */
function appendTo(
  at: { document: PdfDocument; update: IncrementalUpdate; key: string; owner: PdfDictionary; item: PdfValue },
  changeOwner: (owner: PdfDictionary) => void,
): void {
  const place = at.owner.entries.get(at.key);
  const current = at.document.resolve(place);
  const extended = array(...(isArray(current) ? current.items : []), at.item);
  if (isReference(place) && isArray(current)) at.update.replace(place, extended);
  else changeOwner(withEntries(at.owner, { [at.key]: extended }));
}

function unusedName(document: PdfDocument, form: PdfDictionary): string {
  const fields = document.resolve(form.entries.get('Fields'));
  const taken = new Set((isArray(fields) ? fields.items : []).map((field) => decodeTextString(document.resolve(document.dictionary(field)?.entries.get('T')))));
  let ordinal = 1;
  while (taken.has(`Signature${ordinal}`)) ordinal += 1;
  return `Signature${ordinal}`;
}

/** A certification signature may forbid every change (section 12.8.2.2, P = 1); another signature would break it. */
function refuseLocked(document: PdfDocument): void {
  const permissions = document.dictionary(document.catalog.value.entries.get('Perms'));
  const references = document.resolve(document.dictionary(permissions?.entries.get('DocMDP'))?.entries.get('Reference'));
  for (const reference of isArray(references) ? references.items : []) {
    const parameters = document.dictionary(document.dictionary(reference)?.entries.get('TransformParams'));
    if (integerOf(document.resolve(parameters?.entries.get('P'))) === 1) {
      throw new AdesError('document.locked', 'The PDF is certified and allows no further change, not even a signature.');
    }
  }
}
