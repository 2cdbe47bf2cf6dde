import { asIs, words } from './words.js';

/** What a statement is about: a file, a position of the log, a number in a source's sequence. */
export const places = {
  position: (position: number) => words(`position ${position}`, `position ${position}`),
  positions: (from: number, to: number) => words(`positions ${from} to ${to}`, `positions ${from} à ${to}`),
  numberOfSam: (sequence: number) => words(`sam number ${sequence}`, `numéro ${sequence} de sam`),
  head: (size: number) => words(`head of ${size}`, `tête de ${size}`),
  headOf: (size: number, by: string) => words(`head of ${size} (${by})`, `tête de ${size} (${by})`),
  stampedHead: (size: number) => words(`time-stamp over the head of ${size}`, `horodatage de la tête de ${size}`),
  line: (number: number) => words(`line ${number}`, `ligne ${number}`),
  certificates: words('certificates', 'certificats'),
  receipt: words('receipt', 'reçu'),
  named: asIs,
} as const;
