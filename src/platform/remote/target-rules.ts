import { BlockList, isIP, isIPv4 } from 'node:net';

/** Addresses that are no place of the public internet: of this machine, of networks of an institution, or of nobody. */
const NOT_PUBLIC_IPV4 = [
  '0.0.0.0/8',
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '169.254.0.0/16',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24',
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  // Multicast, and all above it.
  '224.0.0.0/3',
];

/** The part of IPv6 that is public. Outside of it are mapped IPv4, NAT64, local and multicast addresses. */
const PUBLIC_IPV6 = '2000::/3';

/** Parts of it that are not: special uses with Teredo, documentation, and 6to4, which hides an IPv4 address. */
const NOT_PUBLIC_IPV6 = ['2001::/23', '2001:db8::/32', '2002::/16', '2620:4f:8000::/48', '3fff::/20'];

const notPublic = blockList([...NOT_PUBLIC_IPV4, ...NOT_PUBLIC_IPV6]);
const publicIpv6 = blockList([PUBLIC_IPV6]);

/** The usual ports, and those that need no rights on a server. Others, such as that of mail, speak other protocols. */
const USUAL_PORTS = [80, 443];
const LOWEST_OTHER_PORT = 1024;

/** The targets that an operator allows beside the public ones. */
export interface TargetSettings {
  /** Whether addresses may be of plain http. */
  readonly allowHttp: boolean;
  /** Names of hosts in lower case, addresses, and ranges of addresses such as `10.1.0.0/16`. */
  readonly allowed: readonly string[];
}

/** Whether a text names a target as `TargetSettings.allowed` has them. */
export function isTarget(text: string): boolean {
  return rangeOf(text) !== undefined || /^[a-z0-9]([a-z0-9._-]{0,251}[a-z0-9])?$/i.test(text);
}

/** Decides which addresses a request that others have named may go to. */
export class TargetRules {
  private readonly ranges: BlockList;
  private readonly names: ReadonlySet<string>;

  constructor(private readonly settings: TargetSettings) {
    const { allowed } = settings;
    this.ranges = blockList(allowed.filter((one) => rangeOf(one) !== undefined));
    this.names = new Set(allowed.filter((one) => rangeOf(one) === undefined).map(plainName));
  }

  /** Why no request may go to the address, whatever its name stands for; undefined if one may. */
  problemOf(url: URL): string | undefined {
    if (url.protocol !== 'https:' && !(this.settings.allowHttp && url.protocol === 'http:')) {
      return this.settings.allowHttp ? 'it is neither https nor http' : 'it is not https';
    }
    if (url.username !== '' || url.password !== '') return 'it holds a name or a password';
    const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
    if (port < LOWEST_OTHER_PORT && !USUAL_PORTS.includes(port)) return `its port ${port} is not allowed`;
    const host = hostOf(url);
    if (isIP(host) !== 0 && !this.allows(host, host)) return 'it is in a range that is not allowed';
    return undefined;
  }

  /** Whether the address may be connected to. @param host the name that stands for it */
  allows(address: string, host: string): boolean {
    const version = isIP(address);
    // A zone, as in fe80::1%eth0, belongs to local addresses.
    if (version === 0 || address.includes('%')) return false;
    if (this.names.has(plainName(host))) return true;
    const family = version === 4 ? 'ipv4' : 'ipv6';
    if (this.ranges.check(address, family)) return true;
    if (family === 'ipv6' && !publicIpv6.check(address, family)) return false;
    return !notPublic.check(address, family);
  }
}

/** The host of an address: an IPv6 address without brackets. */
export function hostOf({ hostname }: URL): string {
  return hostname.startsWith('[') ? hostname.slice(1, -1) : hostname;
}

function plainName(host: string): string {
  return host.toLowerCase().replace(/\.$/, '');
}

function rangeOf(text: string): { address: string; bits: number } | undefined {
  const [address = '', bits, ...more] = text.split('/');
  if (isIP(address) === 0 || address.includes('%') || more.length > 0) return undefined;
  const most = isIPv4(address) ? 32 : 128;
  if (bits === undefined) return { address, bits: most };
  return /^\d{1,3}$/.test(bits) && Number(bits) <= most ? { address, bits: Number(bits) } : undefined;
}

function blockList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const text of ranges) {
    const { address, bits } = rangeOf(text)!;
    list.addSubnet(address, bits, isIPv4(address) ? 'ipv4' : 'ipv6');
  }
  return list;
}
