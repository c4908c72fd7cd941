/** Why a drill cannot go on, for people. */
export class Obstacle extends Error {
  readonly words: { zh: string; en: string };
  constructor(words: { zh: string; en: string }) {
    super(words.en);
    this.words = words;
  }
}
