/** The part of ip-cidr that is used. `prefix-facts.ts` loads it on demand. */
export { default as IpCidr } from 'ip-cidr';
