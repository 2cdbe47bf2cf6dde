/** The state of one authorised hash, as a letter: free, waiting for its turn, reserved, signed, burned; or a place the client may still fill. */
const FREE = 'f';
/** Taken by a request that is signed later: the token was not asked for it yet. */
const WAITING = 'w';
/** The token is asked for it, or was. */
const RESERVED = 'r';
const SIGNED = 's';
const BURNED = 'b';
const CHOICE = 'c';

const endings = { signed: SIGNED, released: FREE, burned: BURNED } as const;

/** How the reservation of one occurrence ends. */
export type OccurrenceEnding = keyof typeof endings;

/** The occurrences of a new activation: those the signer saw, and those the client may choose. */
export function freshOccurrences(count: number, choice = 0): string {
  return FREE.repeat(count) + CHOICE.repeat(choice);
}

/** Places the client may still fill. */
export function remainingChoice(occurrences: string): number {
  return [...occurrences].filter((letter) => letter === CHOICE).length;
}

/** Fills the next places with digests of the client's choice; `undefined` if there are not as many. */
export function fillChoice(occurrences: string, count: number): string | undefined {
  const place = occurrences.indexOf(CHOICE);
  if (remainingChoice(occurrences) < count) return undefined;
  return occurrences.slice(0, place) + FREE.repeat(count) + occurrences.slice(place + count);
}

/** Whether anything is left. */
export function isSpent(occurrences: string): boolean {
  return !occurrences.includes(FREE) && !occurrences.includes(CHOICE);
}

/** Whether nothing is left and nothing can come back: a reservation may still be released. */
export function isOver(occurrences: string): boolean {
  return isSpent(occurrences) && !occurrences.includes(RESERVED) && !occurrences.includes(WAITING);
}

/** Whether each place was signed, in their order. */
export function signedPlaces(occurrences: string): readonly boolean[] {
  return [...occurrences].map((letter) => letter === SIGNED);
}

/** All that is left, burned. */
export function burnRest(occurrences: string): string {
  return occurrences.replaceAll(FREE, BURNED).replaceAll(CHOICE, BURNED);
}

/** What a reservation took: the places in the order of the wanted hashes, and the row's letters afterwards. */
export interface Taken {
  readonly places: readonly number[];
  readonly occurrences: string;
}

/**
 * Takes one free occurrence for each wanted hash, all or none. Hashes are compared as a multiset: any order, any
 * subset, none more often than it was authorised (CSC API v2 11.10).
 *
 * @returns `undefined` if one of them has no free occurrence
 */
export function takeOccurrences(authorised: readonly string[], occurrences: string, wanted: readonly string[]): Taken | undefined {
  const letters = [...occurrences];
  const free = placesByHash(authorised, letters);
  const places: number[] = [];
  for (const hash of wanted) {
    const place = free.get(hash)?.shift();
    if (place === undefined) return undefined;
    letters[place] = RESERVED;
    places.push(place);
  }
  return { places, occurrences: letters.join('') };
}

/** Those of the wanted hashes for which no occurrence is free, as a multiset. */
export function uncovered(authorised: readonly string[], occurrences: string, wanted: readonly string[]): readonly string[] {
  const free = placesByHash(authorised, [...occurrences]);
  return wanted.filter((hash) => free.get(hash)?.shift() === undefined);
}

/** Ends a reservation, each of its places in its own way. Only reserved places change: nothing becomes free that was signed or burned. */
export function settleOccurrences(occurrences: string, places: readonly number[], states: readonly OccurrenceEnding[]): string {
  if (states.length !== places.length) throw new Error(`${states.length} endings for ${places.length} occurrences`);
  const letters = [...occurrences];
  for (const [index, place] of places.entries()) {
    const state = states[index];
    if (letters[place] !== RESERVED || state === undefined) throw new Error(`occurrence ${place} is not reserved`);
    letters[place] = endings[state];
  }
  return letters.join('');
}

/** Burns those of these places that are reserved, and no other letter. */
export function burnReserved(occurrences: string, places: readonly number[]): string {
  return [...occurrences].map((letter, place) => (letter === RESERVED && places.includes(place) ? BURNED : letter)).join('');
}

/** Has a reservation wait: nobody asks the token for these places before they are called up. */
export function setAside(occurrences: string, places: readonly number[]): string {
  const waiting = moved(occurrences, places, { from: RESERVED, to: WAITING });
  if (waiting === undefined) throw new Error('an occurrence that is not reserved was to wait');
  return waiting;
}

/** Makes places that wait a reservation again; `undefined` if one of them does not wait. */
export function callUp(occurrences: string, places: readonly number[]): string | undefined {
  return moved(occurrences, places, { from: WAITING, to: RESERVED });
}

/** Ends the waiting of those of these places that wait, and changes no other letter. */
export function letGo(occurrences: string, places: readonly number[], state: 'released' | 'burned'): string {
  return [...occurrences].map((letter, place) => (letter === WAITING && places.includes(place) ? endings[state] : letter)).join('');
}

function moved(occurrences: string, places: readonly number[], { from, to }: { readonly from: string; readonly to: string }): string | undefined {
  const letters = [...occurrences];
  for (const place of places) {
    if (letters[place] !== from) return undefined;
    letters[place] = to;
  }
  return letters.join('');
}

function placesByHash(authorised: readonly string[], letters: readonly string[]): Map<string, number[]> {
  const free = new Map<string, number[]>();
  for (const [place, hash] of authorised.entries()) {
    if (letters[place] !== FREE) continue;
    const places = free.get(hash);
    if (places) places.push(place);
    else free.set(hash, [place]);
  }
  return free;
}
