import { chooseLanguage, type Language } from '@paraph/kernel';
import { z } from 'zod';
import type { ServiceDescription } from '../../domain/describe-service.js';
import { lang } from './members-in-common.js';
import type { Dialect } from './dialect.js';
import type { Served } from './shape.js';

/** What both versions say of the service. */
export const infoMembers = {
  specs: z.string().regex(/^\d+\.\d+\.\d+\.\d+$/),
  name: z.string().max(255),
  logo: z.url(),
  region: z.string().regex(/^[A-Z]{2}$/),
  lang: z.string(),
  description: z.string().max(255),
  authType: z.array(z.enum(['external', 'TLS', 'basic', 'digest', 'oauth2code', 'oauth2client'])).min(1),
  oauth2: z.url(),
  methods: z.array(z.string()),
};

/** What one version says besides. */
export interface InfoDress {
  readonly clause: string;
  readonly answer: z.ZodObject;
  readonly dress: (service: ServiceDescription) => object;
}

/** CSC `info` (v1 11.1, v2 11.1). */
export function info(dialect: Dialect, { clause, answer, dress }: InfoDress): Served {
  const request = z.object({ lang: lang() });
  return {
    shape: { name: 'info', clause, access: 'open', byGet: true, request, answers: { 200: answer }, refusals: [] },
    serve: ({ service }, methods) => {
      // Nothing of it changes while the process lives: one answer for each language, frozen so that it is written once.
      const bodies = new Map<Language, object>();
      const bodyIn = (language: Language): object => {
        const known = bodies.get(language);
        if (known !== undefined) return known;
        const told = service.run(language);
        const body = Object.freeze({ ...common(dialect, told, methods), ...dress(told) });
        bodies.set(language, body);
        return body;
      };
      // A client names the language in the request (CSC v2 11.1); there is no browser behind it.
      return { access: 'open', byGet: true, answer: (members) => ({ status: 200, body: bodyIn(chooseLanguage(members.raw('lang'), undefined)) }) };
    },
  };
}

function common(
  dialect: Dialect,
  service: ServiceDescription,
  methods: readonly string[],
): { readonly [Name in keyof typeof infoMembers]: z.output<(typeof infoMembers)[Name]> } {
  const { name, logo, region, language, description, authorisationServer } = service;
  return {
    specs: service.specs[dialect.name],
    name,
    logo,
    region,
    lang: language,
    description,
    authType: ['basic', 'oauth2code', 'oauth2client'],
    // v1 has an issuer of its own below the other's address, since its token types differ.
    oauth2: dialect.name === 'v1' ? `${authorisationServer}/v1` : authorisationServer,
    methods: [...methods],
  };
}
