import { randomBytes } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';

/** Where a Gitea is to listen, and where its content and the folder of its templates are. */
export interface GiteaSettings {
  readonly folder: string;
  readonly host: string;
  readonly staticFolder: string;
}

function secret(): string {
  return randomBytes(32).toString('base64url');
}

/** Writes the configuration of a Gitea that is set up, speaks to nobody, and keeps everything in one folder; returns its path. */
export async function writeGiteaConfig({ folder, host, staticFolder }: GiteaSettings): Promise<string> {
  const [address, port] = host.split(':');
  const home = join(folder, 'home');
  await mkdir(home, { recursive: true });
  const lines = [
    `RUN_USER = ${userInfo().username}`,
    'RUN_MODE = prod',
    // Tests run as root in containers.
    'I_AM_BEING_UNSAFE_RUNNING_AS_ROOT = true',
    `WORK_PATH = ${folder}`,
    '[server]',
    'PROTOCOL = http',
    `HTTP_ADDR = ${address}`,
    `HTTP_PORT = ${port}`,
    `ROOT_URL = http://${host}/`,
    `STATIC_ROOT_PATH = ${staticFolder}`,
    'OFFLINE_MODE = true',
    'DISABLE_SSH = true',
    '[database]',
    'DB_TYPE = sqlite3',
    `PATH = ${join(folder, 'gitea.db')}`,
    '[security]',
    'INSTALL_LOCK = true',
    `SECRET_KEY = ${secret()}`,
    // The rate at which passwords are hashed decides how long a login takes.
    'PASSWORD_HASH_ALGO = pbkdf2_v1',
    '[oauth2]',
    `JWT_SECRET = ${secret()}`,
    '[session]',
    'PROVIDER = memory',
    '[indexer]',
    'ISSUE_INDEXER_TYPE = db',
    '[cron]',
    'ENABLED = false',
    '[service]',
    'DISABLE_REGISTRATION = true',
    '[git]',
    `HOME_PATH = ${home}`,
    '[log]',
    'MODE = console',
    'LEVEL = Error',
    '[log.console]',
    'STDERR = true',
    '[packages]',
    'ENABLED = true',
  ];
  const file = join(folder, 'app.ini');
  await writeFile(file, `${lines.join('\n')}\n`);
  return file;
}
