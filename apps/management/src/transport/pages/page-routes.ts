/** Pages and what they load: the same bytes for whoever asks. What they do, they do through the API. */
export const pageRoutes: ReadonlySet<string> = new Set(['/sign-in/:code', '/invitation', '/assets/:name']);
