import type { Secret } from '@paraph/kernel';
import { z } from 'zod';
import { readPin } from './pin-file.js';

/** Where one of several tokens is. */
export interface TokenPlace {
  readonly module: string;
  readonly label: string;
  readonly pin: Secret;
  readonly moduleParameters?: string | undefined;
}

/** A PIN stays in a file of its own: this one may be read by whoever may see the configuration. */
const pinFile = z.string().transform((path, context): Secret => {
  try {
    return readPin(path);
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : String(error) });
    return z.NEVER;
  }
});

const place = z
  .strictObject({ module: z.string().min(1), label: z.string().min(1).max(32), pinFile, moduleParameters: z.string().min(1).optional() })
  .transform(({ pinFile: pin, ...rest }): TokenPlace => ({ ...rest, pin }));

/** Content of the file that names several tokens. Two of one label could not be told apart in a log. */
export const tokensFile = z
  .array(place)
  .min(2, 'expected two tokens at least; one is set by TOKEN_MODULE, TOKEN_LABEL and TOKEN_PIN_FILE')
  .refine((places) => new Set(places.map(({ label }) => label)).size === places.length, 'expected labels that differ');
