import { createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { closeServer, listen } from '../loopback.ts';

/** How long metadata is good for, in milliseconds. */
const LIFETIME = 86_400_000;

type Json = string | number | boolean | { readonly [name: string]: Json } | readonly Json[];

/** A role of a TUF repository, with a key of its own. */
interface Role {
  readonly id: string;
  readonly privateKey: KeyObject;
  readonly publicKey: Json;
}

/** What a repository offers from now on. */
export interface TufContent {
  /** Its targets, by their names. */
  readonly targets: Readonly<Record<string, string>>;
  /** The version of all of its metadata but the root. */
  readonly version: number;
  /** When the timestamp expires; in a day by default. */
  readonly timestampExpires?: Date;
}

/** A TUF repository on loopback. */
export interface TufRepository extends AsyncDisposable {
  readonly mirrorUrl: string;
  /** The path of its first root. */
  readonly rootPath: string;
  /** A folder for the metadata that a client keeps. */
  readonly cache: string;
  /** The paths that were asked for. */
  readonly requests: readonly string[];
  /** Signs and offers a new state; what was offered before is gone. */
  publish(content: TufContent): void;
  /** Changes the bytes of a target, and signs nothing. */
  tamper(name: string, change: (content: string) => string): void;
}

/** Encodes as TUF's signatures are made: https://wiki.laptop.org/go/Canonical_JSON. */
function canonical(value: Json): string {
  if (typeof value === 'string') return `"${value.replace(/[\\"]/g, '\\$&')}"`;
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object') return String(value);
  const members = Object.entries(value).toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${members.map(([name, each]) => `${canonical(name)}:${canonical(each)}`).join(',')}}`;
}

function sha256(content: string): string {
  return createHash('sha256').update(content).digest('hex');
}

function describeFile(content: string): { readonly length: number; readonly hashes: { readonly sha256: string } } {
  return { length: Buffer.byteLength(content), hashes: { sha256: sha256(content) } };
}

function createRole(): Role {
  const { privateKey, publicKey: key } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const pem = key.export({ format: 'pem', type: 'spki' }).toString();
  const publicKey = { keytype: 'ecdsa', scheme: 'ecdsa-sha2-nistp256', keyval: { public: pem } };
  return { id: sha256(canonical(publicKey)), privateKey, publicKey };
}

/** Writes metadata that a role signs. */
function write(role: Role, type: string, content: { readonly version: number; readonly [name: string]: Json }): string {
  const expires = new Date(Date.now() + LIFETIME).toISOString().replace(/\.\d+/, '');
  const signed = { _type: type, spec_version: '1.0.31', expires, ...content };
  const sig = sign('sha256', Buffer.from(canonical(signed)), role.privateKey).toString('hex');
  return JSON.stringify({ signatures: [{ keyid: role.id, sig }], signed });
}

/**
 * Starts a TUF repository like that of the public Sigstore: each role has a key of its own, and files are named by
 * their versions or digests (theupdateframework.github.io, specification, section 6.2).
 */
export async function startTufRepository(content: TufContent): Promise<TufRepository> {
  const roles = { root: createRole(), targets: createRole(), snapshot: createRole(), timestamp: createRole() };
  const root = write(roles.root, 'root', {
    version: 1,
    consistent_snapshot: true,
    keys: Object.fromEntries(Object.values(roles).map(({ id, publicKey }) => [id, publicKey])),
    roles: Object.fromEntries(Object.entries(roles).map(([name, { id }]) => [name, { keyids: [id], threshold: 1 }])),
  });
  const files = new Map<string, string>();
  const requests: string[] = [];

  function publish({ targets, version, timestampExpires }: TufContent): void {
    files.clear();
    for (const each of Object.entries(targets)) files.set(`/targets/${sha256(each[1])}.${each[0]}`, each[1]);
    const described = Object.fromEntries(Object.entries(targets).map(([name, each]) => [name, describeFile(each)]));
    const top = write(roles.targets, 'targets', { version, targets: described });
    const snapshot = write(roles.snapshot, 'snapshot', {
      version,
      meta: { 'targets.json': { version, ...describeFile(top) } },
    });
    const timestamp = write(roles.timestamp, 'timestamp', {
      version,
      ...(timestampExpires === undefined ? {} : { expires: timestampExpires.toISOString() }),
      meta: { 'snapshot.json': { version, ...describeFile(snapshot) } },
    });
    files.set(`/${version}.targets.json`, top);
    files.set(`/${version}.snapshot.json`, snapshot);
    files.set('/timestamp.json', timestamp);
  }

  publish(content);
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    requests.push(path);
    const file = files.get(path);
    response.writeHead(file === undefined ? 404 : 200).end(file);
  });
  const mirrorUrl = `http://${await listen(server)}`;
  const folder = await mkdtemp(join(tmpdir(), 'sealift-tuf-'));
  const rootPath = join(folder, 'first-root.json');
  await writeFile(rootPath, root);
  return {
    mirrorUrl,
    rootPath,
    requests,
    cache: join(folder, 'cache'),
    publish,
    tamper(name, change) {
      const path = [...files.keys()].find((each) => each.endsWith(`.${name}`));
      if (path === undefined) throw new Error(`${name} is no target`);
      files.set(path, change(files.get(path) ?? ''));
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await closeServer(server);
      await rm(folder, { recursive: true });
    },
  };
}
