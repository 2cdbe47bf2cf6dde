/** Name of the library's route that took a request, or `undefined` if none did: the library adds its part to a context only then. */
export function routeOf(context: { readonly oidc?: { readonly route: string } }): string | undefined {
  return context.oidc?.route;
}
