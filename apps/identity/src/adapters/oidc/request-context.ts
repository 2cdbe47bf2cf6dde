import type { Client, KoaContextWithOIDC, Provider } from 'oidc-provider';

/** A request in the library's words. */
export type RequestContext = KoaContextWithOIDC['oidc'];
type Parameters = Record<string, unknown>;

/** What is done to requests before the library judges them. */
export interface RequestRepairs {
  /** To the form of a POST, before anything is read from it. */
  readonly form: (form: Parameters, ctx: KoaContextWithOIDC) => Parameters;
  /** To the parameters, once it is known whose they are. */
  readonly parameters: (parameters: Parameters, client: Client, oidc: RequestContext) => void;
}

/** The library's own view of a context: the public one is read-only. */
interface Prototype {
  ctx: KoaContextWithOIDC;
  client: Client | undefined;
  readonly entity: (this: object, key: string, value: unknown) => void;
}

/**
 * Lets requests be repaired before the library judges them: real clients say some things in another way than the text, and the library
 * has no hook between reading a request and refusing it. Every provider has a class of contexts of its own; this extends it.
 */
export function repairRequests(provider: Provider, repairs: RequestRepairs): void {
  const prototype: Prototype = provider.OIDCContext.prototype as unknown as Prototype; // Reason: members that the declared type leaves out.
  const forms = new WeakMap<object, Parameters>();
  const parameters = new WeakMap<object, Parameters>();
  const { entity } = prototype;

  const repair = (context: object): void => {
    const found = parameters.get(context);
    const oidc = context as RequestContext; // Reason: `this` of a method of that class.
    if (found !== undefined && oidc.client !== undefined) repairs.parameters(found, oidc.client, oidc);
  };

  Object.defineProperties(prototype, {
    body: {
      get(this: object) {
        return forms.get(this);
      },
      set(this: Prototype, form: Parameters) {
        forms.set(this, repairs.form(form, this.ctx));
      },
    },
    params: {
      get(this: object) {
        return parameters.get(this);
      },
      set(this: object, value: Parameters) {
        parameters.set(this, value);
        repair(this);
      },
    },
    entity: {
      value(this: object, key: string, value: unknown) {
        entity.call(this, key, value);
        if (key === 'Client') repair(this);
      },
    },
  });
}
