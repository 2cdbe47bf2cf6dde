/** Name of the authorisation server's cookie that ties a waiting request to its browser. */
export const INTERACTION_COOKIE = 'paraph_interaction';
