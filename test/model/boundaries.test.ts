import * as assert from 'node:assert';
import { loadAlone } from '../../server/model/load';
import { lookup } from '../../server/model/lookup';
import { modelOf, type Model } from '../../server/model/model';
import { routeActions } from '../../server/model/actions';
import { parsePrefix } from '../../server/net/prefix';
import { diagnostics } from '../../server/engine';
import { parse } from '../../server/syntax/parser';

const network = `vpc    172.31.0.0/16, 2001:db8:1200::/56
subnet 172.31.64.0/20, 2001:db8:1200:40::/64
`;

function modelFrom(source: string): Model {
  return modelOf(loadAlone('policy.nbroute', parse(source)));
}

/** The rules that report an error for `route PREFIX unreachable`. */
function errors(prefix: string): string[] {
  const { diagnostics: found } = diagnostics(
    modelFrom(`${network}route ${prefix} unreachable\n`),
    new Map(),
    Infinity,
  );
  return found.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
}

/** Each with its source. "reserved" must not be routed; "open" may be. */
const boundaries: readonly (readonly [prefix: string, verdict: 'reserved' | 'open', source: string])[] = [
  ['0.0.0.1', 'reserved', 'RFC 6890: "this network"'],
  ['0.255.255.255', 'reserved', 'RFC 6890'],
  ['1.0.0.0/8', 'open', 'RFC 6890: not in the registry'],
  ['126.255.255.255', 'open', 'below loopback'],
  ['127.0.0.0/8', 'reserved', 'RFC 1122, 3.2.1.3'],
  ['127.255.255.255', 'reserved', 'RFC 1122, 3.2.1.3'],
  ['128.0.0.0', 'open', 'above loopback'],
  ['169.253.255.255', 'open', 'below link-local'],
  ['169.254.0.0/16', 'reserved', 'RFC 3927'],
  ['169.254.169.253', 'reserved', 'VPC user guide: Amazon DNS server'],
  ['169.254.169.254', 'reserved', 'EC2 user guide: instance metadata'],
  ['169.254.169.123', 'reserved', 'EC2 user guide: time'],
  ['169.254.168.0/22', 'reserved', 'VPC user guide: no route may be more specific'],
  ['169.255.0.0', 'open', 'above link-local'],
  ['169.254.0.0/15', 'open', 'half of it is not link-local'],
  ['100.64.0.0/10', 'open', 'RFC 6598: shared address space, routed inside AWS'],
  ['192.0.2.0/24', 'open', 'RFC 5737: documentation, but no rule forbids it'],
  ['198.18.0.0/15', 'open', 'RFC 2544: benchmarks'],
  ['223.255.255.255', 'open', 'below multicast'],
  ['224.0.0.0/4', 'reserved', 'RFC 5771'],
  ['239.255.255.255', 'reserved', 'RFC 5771'],
  ['240.0.0.0/4', 'reserved', 'RFC 1112, 4'],
  ['255.255.255.255', 'reserved', 'RFC 919'],
  ['224.0.0.0/3', 'reserved', 'multicast and reserved, nothing else'],
  ['192.0.0.0/2', 'open', 'more than the reserved part'],
  ['::1', 'reserved', 'RFC 4291, 2.5.3'],
  ['::2', 'open', 'above loopback'],
  ['fe7f:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'open', 'below link-local'],
  ['fe80::/10', 'reserved', 'RFC 4291, 2.5.6'],
  ['febf:ffff::/32', 'reserved', 'RFC 4291, 2.5.6'],
  ['fec0::/10', 'open', 'RFC 3879: site-local, deprecated'],
  ['feff:ffff::/32', 'open', 'below multicast'],
  ['ff00::/8', 'reserved', 'RFC 4291, 2.7'],
  ['fd00:ec1:ffff::/48', 'open', "below Amazon's"],
  ['fd00:ec2::/32', 'reserved', 'EC2 user guide: metadata, DNS, time over IPv6'],
  ['fd00:ec2::254', 'reserved', 'EC2 user guide: instance metadata'],
  ['fd00:ec3::/32', 'open', "above Amazon's"],
  ['fc00::/7', 'open', 'RFC 4193: unique local, more than the reserved part'],
];

describe('reserved and boundary cases', () => {
  for (const [prefix, verdict, source] of boundaries)
    it(`${prefix} is ${verdict} (${source})`, () => {
      assert.deepStrictEqual(errors(prefix), verdict === 'reserved' ? ['reserved-destination'] : []);
    });

  it('are routed by the kernel itself or by the longest prefix, in a look-up', () => {
    const model = modelFrom(network);
    const target = (text: string): string => {
      const prefix = parsePrefix(text);
      assert.ok(prefix, text);
      return lookup(model, prefix)
        .map(({ route }) => (route ? routeActions[route.action] : 'nowhere'))
        .join(' ');
    };
    const expected: Readonly<Record<string, string>> = {
      '127.0.0.1': 'local',
      '224.0.0.1': 'local',
      '255.255.255.255': 'local',
      '254.255.255.255': 'direct',
      '126.0.0.0/7': 'direct local',
      '172.31.63.255': 'vpc',
      '172.31.79.255': 'local',
      '172.31.80.0': 'vpc',
      '172.32.0.0': 'direct',
      '172.17.0.1': 'docker',
      '172.18.0.0': 'direct',
      '169.254.0.1': 'service',
      '169.254.1.0': 'direct',
      '169.254.169.254': 'service',
      '::1': 'local',
      'ff02::1': 'local',
      '2001:db8:1200:ff::1': 'vpc',
      '2001:db8:1201::1': 'nowhere',
    };
    assert.deepStrictEqual(
      Object.fromEntries(Object.keys(expected).map((text) => [text, target(text)])),
      expected,
    );
  });
});
