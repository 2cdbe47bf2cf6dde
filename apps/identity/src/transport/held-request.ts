import { languages, type Language } from '@paraph/kernel';
import { z } from 'zod';
import { knownLanguage } from '../domain/carried/known-language.js';
import type { BrowserCookies, SealedCookie } from './browser-cookies.js';
import { queryText, type BrowserReply, type BrowserRequest } from './browser.js';

const heldRequest = z.object({ id: z.string(), lang: z.enum(languages).optional(), offered: z.string().optional() });

/** What a browser holds of an enrolment, a change or an activation that it began: which one, and what the approval page is told again at each visit. */
export type HeldRequest = z.output<typeof heldRequest>;

/** Gives the browser what it is to hold. */
export function hold(cookies: BrowserCookies, reply: BrowserReply, cookie: SealedCookie, held: HeldRequest): void {
  cookies.give(reply, cookie, JSON.stringify(held));
}

/** What the browser holds under this cookie, if it is of this request. */
export function heldOf(cookies: BrowserCookies, request: BrowserRequest, cookie: Pick<SealedCookie, 'name'>, id: string): HeldRequest | undefined {
  const content = cookies.sealed(request, cookie);
  const held = content === undefined ? undefined : parseHeld(content);
  return held?.id === id ? held : undefined;
}

/** What was sealed was written here, so it parses. */
function parseHeld(content: string): HeldRequest {
  return heldRequest.parse(JSON.parse(content));
}

/** The language an address asks for by `lang`. */
export function askedLanguage(request: BrowserRequest): Language | undefined {
  return knownLanguage(queryText(request, 'lang'));
}
