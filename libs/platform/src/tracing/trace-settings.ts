import type { Secret } from '@paraph/kernel';
import { z } from 'zod';
import { optional, secretFile, setting, type Setting } from '../config/setting.js';

const requestHeaders = z.record(z.string().regex(/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/, 'expected names of headers'), z.string());

/** Where a process sends its traces. */
export interface TraceSettings {
  readonly url: string | undefined;
  readonly headers: Secret | undefined;
  readonly ratio: number;
}

function headersFile(): Setting<Secret> {
  const file = secretFile('TRACES_HEADERS_FILE', { purpose: 'JSON object of headers that the collector wants, such as {"authorization": "…"}' });
  const parse = (path: string): Secret => {
    const secret = file.parse(path);
    readHeaders(secret);
    return secret;
  };
  return { ...file, parse };
}

/** The headers of a file. @throws in words that name none of them */
export function readHeaders(secret: Secret | undefined): Record<string, string> {
  if (secret === undefined) return {};
  try {
    return requestHeaders.parse(JSON.parse(secret.reveal()));
  } catch {
    throw new Error('expected a JSON object whose members are texts');
  }
}

/** Traces by OTLP over HTTP. Without an address none are recorded. */
export const traces = {
  url: optional(
    setting('TRACES_URL', z.url({ protocol: /^https?$/ }), {
      purpose: 'where traces are sent by OTLP over HTTP, in full, such as http://collector:4318/v1/traces; none are recorded without it',
    }),
  ),
  headers: optional(headersFile()),
  ratio: setting(
    'TRACES_RATIO',
    z
      .string()
      .regex(/^(?:0(?:\.\d{1,6})?|1(?:\.0{1,6})?)$/, 'expected a number from 0 to 1')
      .transform(Number),
    {
      purpose: 'the part of the requests arriving here whose trace is recorded; what another process began it decided',
      fallback: '1',
    },
  ),
};
