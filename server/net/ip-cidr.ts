/** What is used here of ip-cidr: `prefix-facts.ts` loads it when it is needed. */
export { default as IpCidr } from 'ip-cidr';
