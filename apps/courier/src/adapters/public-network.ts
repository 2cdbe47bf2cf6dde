import { BlockList, isIP } from 'node:net';

const networks = (family: 'ipv4' | 'ipv6', all: readonly (readonly [string, number])[]): BlockList => {
  const list = new BlockList();
  for (const [network, prefix] of all) list.addSubnet(network, prefix, family);
  return list;
};

/** IPv4 that is not somebody's place on the public internet (IANA special-purpose registry, RFC 6890; multicast and the reserved rest). */
const SPECIAL_4 = networks('ipv4', [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
]);

/** What IPv6 gives to places on the public internet (RFC 4291 section 2.4): loopback, link-local, unique-local, multicast and mapped IPv4 are outside it. */
const GLOBAL_6 = networks('ipv6', [['2000::', 3]]);
/** Of that: Teredo and other protocols (2001::/23), documentation, and 6to4, which carries an IPv4 address. */
const SPECIAL_6 = networks('ipv6', [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
]);

/** Whether an address, written as a resolver or a URL does, is a place on the public internet. What is no address is none. */
export function isPublic(address: string): boolean {
  switch (isIP(address)) {
    case 4:
      return !SPECIAL_4.check(address, 'ipv4');
    case 6:
      return GLOBAL_6.check(address, 'ipv6') && !SPECIAL_6.check(address, 'ipv6');
    default:
      return false;
  }
}
