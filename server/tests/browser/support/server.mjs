// A running demo: the shop and, as its child, the outside world.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { country, program } from './program.mjs';

/** A debug build fills a country in about twenty seconds; on a busy machine in more. */
const READY_WITHIN_MS = 120_000;
/** Below the ports that the system itself gives to connections. */
const PORTS = { first: 20_000, count: 12_000 };

async function freePort() {
  for (;;) {
    const port = PORTS.first + Math.floor(Math.random() * PORTS.count);
    const taken = await new Promise((tell) => {
      const probe = createServer().once('error', () => tell(true));
      probe.listen(port, '127.0.0.1', () => probe.close(() => tell(false)));
    });
    if (!taken) return port;
  }
}

/** One server on one data directory; it can be killed and started again at the same addresses. */
export class Server {
  #child;
  #args;
  /** What it has written to its log, for a failing test and for the search for personal data. */
  log = '';
  /** So many days the server's clock is ahead of ours. */
  ahead = 0;
  /** The operators' password, as the greeting prints it. */
  password;

  constructor(data, port, sandboxPort, options) {
    /** Its data directory, for commands at the machine. */
    this.data = data;
    this.url = `http://127.0.0.1:${port}`;
    this.sandbox = `http://127.0.0.1:${sandboxPort}`;
    this.#args = ['serve', '--demo', '--data', data, '--listen', `127.0.0.1:${port}`];
    this.#args.push('--sandbox-listen', `127.0.0.1:${sandboxPort}`, ...options);
  }

  /** With more options than at first, after a stop: sessions and bookings of before are there. */
  async start(more = []) {
    const env = { ...process.env, NO_COLOR: '1' };
    const child = spawn(program, [...this.#args, ...more], { stdio: ['ignore', 'pipe', 'pipe'], env });
    this.#child = child;
    child.stderr.setEncoding('utf8').on('data', (text) => (this.log += text));
    const ended = new Promise((tell) => child.once('exit', tell));
    this.ended = ended;
    const late = setTimeout(() => child.kill('SIGKILL'), READY_WITHIN_MS);
    const ready = new Promise((tell) => {
      createInterface(child.stdout).on('line', (line) => {
        this.password ??= line.match(/^operators: \S+\s+password: (\S+)/)?.[1];
        // The greeting's last lines name people to try: everything before them has been read then.
        if (/^people to try/.test(line)) tell(true);
      });
    });
    const is = await Promise.race([ready, ended.then(() => false)]);
    clearTimeout(late);
    if (!is) throw new Error(`the server did not become ready:\n${this.log}`);
    return this;
  }

  /** The same server and its data, so many days after today. */
  async daysAhead(days) {
    await this.stop();
    this.ahead = days;
    await this.start(['--days-ahead', `${days}`]);
  }

  /** As a power cut would: no farewell, nothing flushed. */
  async kill() {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  async stop() {
    this.#child.kill('SIGTERM');
    await this.ended;
  }
}

/** A server on the data directory given, at free ports. */
export async function serverOn(data, options = []) {
  return new Server(data, await freePort(), await freePort(), options).start();
}

const emptyHome = () => mkdtempSync(join(tmpdir(), 'nobat-browser-'));

/** A data directory of one's own: a copy of the demo country. */
export function copyOfCountry() {
  const home = emptyHome();
  cpSync(country, home, { recursive: true });
  return home;
}

/**
 * A server on a fresh copy of the demo country, which goes when it is closed; on one made anew where
 * its shifts have so many seats at most.
 */
export async function openCountry({ question = 'skip', bankWindowSeconds, seatsMax } = {}) {
  const home = seatsMax ? emptyHome() : copyOfCountry();
  const options = ['--question', question];
  if (bankWindowSeconds) options.push('--bank-window-seconds', `${bankWindowSeconds}`);
  if (seatsMax) options.push('--seats-max', `${seatsMax}`);
  const server = await serverOn(home, options);
  server.close = async () => {
    await server.stop();
    rmSync(home, { recursive: true });
  };
  return server;
}
