// The work of a device in place of an answer, as `question/work.rs` checks it: numbers whose SHA-256
// begins with zeros. A worker of `question.js`, loaded by whoever presses «تایید بدون سوال».
const K = [];
for (let n = 2; K.length < 64; n++) {
  let d = 2;
  while (n % d) d++;
  if (d === n) K.push(((Math.cbrt(n) % 1) * 2 ** 32) | 0);
}
const START = [2, 3, 5, 7, 11, 13, 17, 19].map((n) => ((Math.sqrt(n) % 1) * 2 ** 32) | 0);

// SHA-256 of one block of 16 words more; `w` has room for 64.
function hash(h, w) {
  let [a, b, c, d, e, f, g, k] = h;
  for (let i = 16; i < 64; i++) {
    const x = w[i - 15];
    const y = w[i - 2];
    w[i] =
      w[i - 16] +
      w[i - 7] +
      (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) +
      (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10));
  }
  for (let i = 0; i < 64; i++) {
    const t =
      (k +
        (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) +
        (g ^ (e & (f ^ g))) +
        K[i] +
        w[i]) |
      0;
    const u =
      (((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) +
      ((a & b) | (c & (a | b)));
    k = g;
    g = f;
    f = e;
    e = (d + t) | 0;
    d = c;
    c = b;
    b = a;
    a = (t + u) | 0;
  }
  return [h[0] + a, h[1] + b, h[2] + c, h[3] + d, h[4] + e, h[5] + f, h[6] + g, h[7] + k];
}

function digest(text) {
  const words = new Int32Array(((text.length + 8) >> 6) * 16 + 16);
  for (let i = 0; i < text.length; i++) words[i >> 2] |= text.charCodeAt(i) << (24 - (i % 4) * 8);
  words[text.length >> 2] |= 128 << (24 - (text.length % 4) * 8);
  words[words.length - 1] = text.length * 8;
  const w = new Int32Array(64);
  let h = START;
  for (let i = 0; i < words.length; i += 16) {
    w.set(words.subarray(i, i + 16));
    h = hash(h, w);
  }
  return h;
}

function search(seed, part, bits) {
  const w = new Int32Array(64);
  w.set(seed);
  w[8] = part;
  w[10] = 1 << 31;
  w[15] = 320;
  for (let number = 0; ; number++) {
    w[9] = number;
    if (!(hash(START, w)[0] >>> (32 - bits))) return number;
  }
}

self.onmessage = ({ data: [challenge, bits, parts] }) => {
  const seed = digest(challenge);
  self.postMessage([...Array(parts).keys()].map((part) => search(seed, part, bits)).join('.'));
};
