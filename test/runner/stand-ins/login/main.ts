import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

const folder = process.env['DOCKER_CONFIG'] || join(homedir(), '.docker');
const file = join(folder, 'config.json');
const { INPUT_REGISTRY: registry = '', INPUT_USERNAME: user, INPUT_PASSWORD: password } = process.env;
const config = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
const auth = Buffer.from(`${user}:${password}`).toString('base64');
mkdirSync(folder, { recursive: true });
writeFileSync(file, JSON.stringify({ ...config, auths: { ...config.auths, [registry]: { auth } } }));
