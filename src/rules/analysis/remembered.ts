/**
 * Answers about nodes, remembered with the file they were asked in: one text is analysed both alone and with the files
 * beside it, which know more, and its nodes are the same.
 */
export class Remembered<File extends object, Key, Answer> {
  readonly #answers = new WeakMap<File, Map<Key, Answer>>();

  /** The answer known, or the one found now; `meanwhile` is what is answered if finding it asks again. */
  get(file: File, key: Key, find: () => Answer, meanwhile?: Answer): Answer {
    let known = this.#answers.get(file);
    if (known === undefined) this.#answers.set(file, (known = new Map<Key, Answer>()));
    if (known.has(key)) return known.get(key) as Answer;
    if (meanwhile !== undefined) known.set(key, meanwhile);
    const answer = find();
    known.set(key, answer);
    return answer;
  }
}
