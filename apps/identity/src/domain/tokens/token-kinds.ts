/** Tokens of CSC's auth/login. The authorisation server knows neither kind, so neither is worth anything there, and its own nothing at auth/login. */
export const LOGIN_ACCESS = 'LoginAccessToken';
export const LOGIN_REFRESH = 'LoginRefreshToken';

/** Kinds of access token: a signer's, a client's own, and a login's. */
export const accessKinds = ['AccessToken', 'ClientCredentials', LOGIN_ACCESS] as const;
/** Kinds of refresh token; each base of the authorisation server has its own. */
export const refreshKinds = ['RefreshToken', 'v1.RefreshToken', LOGIN_REFRESH] as const;

/** What a refresh token takes along: all else of its grant, so that no code or grant of it leads to a token again. */
export const kindsOfGrant = ['AccessToken', LOGIN_ACCESS, 'AuthorizationCode', 'v1.AuthorizationCode', ...refreshKinds] as const;
