import * as assert from 'node:assert';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import { nbroute } from '../cli/run';
import { root } from '../fixture';

const sample = path.join(root, 'samples/network.json');

describe('a network file', () => {
  let folder = '';
  beforeEach(() => (folder = mkdtempSync(path.join(tmpdir(), 'nbroute-'))));
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string, text: string): string => {
    writeFileSync(path.join(folder, name), text);
    return name;
  };

  it("is imported as its notebook's policy, which is clean and has an expectation for each next hop", async () => {
    file('network.json', readFileSync(sample, 'utf8'));
    const { code, err } = await nbroute(['import', 'network.json', '-o', 'net.nbroute'], folder);
    assert.deepStrictEqual([code, err], [0, '']);
    const text = readFileSync(path.join(folder, 'net.nbroute'), 'utf8');
    assert.match(text, /^network +from "network\.json"$/m);
    assert.match(text, /^route 10\.64\.0\.0\/16 via vpc +# pcx-0a1b2c3d4e5f60718$/m);
    assert.match(text, /^expect 10\.64\.0\.0\/16 via vpc to pcx-0a1b2c3d4e5f60718$/m);
    assert.strictEqual((await nbroute(['check', 'net.nbroute'], folder)).out, '1 file: no findings\n');
    assert.strictEqual((await nbroute(['diff', 'net.nbroute', 'network.json'], folder)).code, 0);
    file('more.nbroute', `${text}route 192.0.2.0/24 via vpc\n`);
    const { code: differs, out } = await nbroute(['diff', 'more.nbroute', 'network.json'], folder);
    assert.strictEqual(differs, 1);
    assert.match(out, /192\.0\.2\.0\/24/);
  });

  it("keeps SageMaker's own network direct, and leaves out dead ends and what a policy may not contain", async () => {
    const route = (destination: string, more: object): object => ({
      DestinationCidrBlock: destination,
      ...more,
    });
    const gateway = { GatewayId: 'vgw-0a1b2c3d', State: 'active' };
    const network = {
      Vpcs: [
        {
          VpcId: 'vpc-0a',
          CidrBlock: '10.0.0.0/16',
          CidrBlockAssociationSet: [{ CidrBlock: '10.0.0.0/16', CidrBlockState: { State: 'associated' } }],
        },
      ],
      Subnets: ['a', 'b'].map((name, i) => ({
        SubnetId: `subnet-0${name}`,
        VpcId: 'vpc-0a',
        CidrBlock: `10.0.${i}.0/24`,
      })),
      RouteTables: [
        {
          RouteTableId: 'rtb-0a',
          VpcId: 'vpc-0a',
          Associations: [{ Main: true, RouteTableId: 'rtb-0a' }],
          Routes: [
            route('10.0.0.0/16', { GatewayId: 'local', State: 'active' }),
            route('172.16.0.0/12', gateway),
            route('127.0.0.0/8', gateway),
            route('192.168.0.0/16', { VpcPeeringConnectionId: 'pcx-0a', State: 'blackhole' }),
            route('0.0.0.0/0', { NatGatewayId: 'nat-0a', State: 'active' }),
          ],
        },
      ],
    };
    file('network.json', JSON.stringify(network));
    const which = await nbroute(['import', 'network.json'], folder);
    assert.deepStrictEqual([which.code, which.out], [1, '']);
    assert.match(which.err, /name the notebook's subnet with --subnet: subnet-0a, subnet-0b\n$/);
    const { out, err, code } = await nbroute(['import', 'network.json', '--subnet', 'subnet-0b'], folder);
    assert.match(out, /^subnet +10\.0\.1\.0\/24$/m);
    assert.match(out, /^route 172\.16\.0\.0\/16 via direct/m);
    assert.doesNotMatch(out, /127\.0\.0\.0|192\.168|0\.0\.0\.0\/0/);
    assert.match(err, /left out: route 127\.0\.0\.0\/8 via vpc: reserved destination/);
    assert.strictEqual(code, 1);
    file('made.nbroute', out);
    assert.strictEqual((await nbroute(['check', 'made.nbroute'], folder)).code, 0);
    const none = await nbroute(['import', 'network.json', '--subnet', 'subnet-0c'], folder);
    assert.match(none.err, /the file does not have the subnet subnet-0c/);
  });
});
