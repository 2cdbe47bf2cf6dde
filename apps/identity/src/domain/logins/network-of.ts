/**
 * The part of an address that one subscriber of a network holds: all of an IPv4 address, the first 64 bits of an IPv6 one (RFC 6177
 * leaves at least those to an end site), since whoever has one address of those has all of them.
 */
export function networkOf(address: string): string {
  const ipv4 = /^(?:::ffff:)?(\d{1,3}(?:\.\d{1,3}){3})$/i.exec(address)?.[1];
  if (ipv4 !== undefined) return ipv4;
  const groups = address.includes(':') ? groupsOf(address) : undefined;
  return groups ? `${groups.slice(0, 4).join(':')}::/64` : address;
}

/** The eight groups, without leading zeros; nothing for what is no IPv6 address. */
function groupsOf(address: string): string[] | undefined {
  const text = URL.parse(`http://[${address.split('%')[0]}]`)?.hostname.slice(1, -1);
  if (text === undefined) return undefined;
  const [head = '', tail] = text.split('::');
  const [before, after] = [head, tail ?? ''].map((part) => part.split(':').filter((group) => group !== ''));
  const missing = 8 - (before?.length ?? 0) - (after?.length ?? 0);
  return [...(before ?? []), ...Array.from({ length: missing }, () => '0'), ...(after ?? [])];
}
