/** What a command of `berth` is. */

export interface CliCommand {
  name: string;
  /** One line for the list of commands. */
  summary: string;
  /** What `berth COMMAND --help` prints. */
  help: string;
  /**
   * @param words behind the command.
   * @returns the exit status; a text when the words are wrong, which says what of them.
   */
  run(words: readonly string[]): Promise<number | string>;
}
