/** A registry in which nothing is deleted, and why: clauses. */
interface Unproven {
  readonly matches: RegExp;
  readonly name: string;
  readonly reason: string;
}

const UNKNOWN = 'what a deletion does there to other tags, platforms and referrers was never verified';

/** Those that a host name tells; what runs on hosts of its own is judged by its answers alone. */
const UNPROVEN: readonly Unproven[] = [
  {
    matches: /(?:^|\.)dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$|^public\.ecr\.aws$/,
    name: 'Amazon ECR',
    reason: 'the last tag that is deleted may take its image along, and deletion by tag was never verified',
  },
  { matches: /(?:^|[.-])docker\.pkg\.dev$|(?:^|\.)gcr\.io$/, name: 'Google Artifact Registry', reason: UNKNOWN },
  {
    matches: /\.azurecr\.(?:io|cn|us)$/,
    name: 'Azure Container Registry',
    reason: 'a deletion there takes referrers along, and platforms of other images are not protected',
  },
  { matches: /^quay\.io$/, name: 'Quay', reason: UNKNOWN },
  { matches: /^(?:index\.|registry-1\.)?docker\.io$/, name: 'Docker Hub', reason: UNKNOWN },
  {
    matches: /^(?:ghcr\.io|containers\.[a-z0-9-]+\.ghe\.com)$/,
    name: 'GitHub Packages',
    reason: 'it deletes nothing through the API of registries, and its own API is not used yet',
  },
  { matches: /^registry\.gitlab\.com$/, name: 'GitLab', reason: UNKNOWN },
  { matches: /\.jfrog\.io$/, name: 'Artifactory', reason: UNKNOWN },
  {
    matches: /^registry\.digitalocean\.com$/,
    name: 'DigitalOcean',
    reason: 'it deletes by an API of its own, and takes no pushes while it collects',
  },
];

/** Explains, as a clause, why nothing may be deleted in a registry; undefined if nothing speaks against it. */
export function explainUnproven(registry: string): string | undefined {
  const host = registry.replace(/:\d+$/, '').toLowerCase();
  const found = UNPROVEN.find(({ matches }) => matches.test(host));
  return found && `${registry} is ${found.name}: ${found.reason}`;
}
