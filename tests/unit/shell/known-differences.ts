/** Command lines that the shell answers otherwise than the real programs, with the reason. */

export const KNOWN_DIFFERENCES: ReadonlyMap<string, string> = new Map([
  ['alias k=kubectl; type k 2>/dev/null; alias k', 'aliases work here as at a prompt; a script has none'],
  ['jq -nc toarray', 'a function of later versions, kept'],
  ['jq -nc have_literal_numbers', 'a function of later versions, kept'],
  [`jq -nc '" a "|trim'`, 'a function of later versions, kept'],
  [`jq -nc '{"a":[1]}|[leaf_paths]'`, 'a function of version 1.6, kept'],
  [`jq -nc '"a"|@base32|.,@base32d'`, 'a format of other versions, kept'],
  [`jq -nc '"ab"*-1'`, 'null and the empty text for zero and less differ between versions'],
  [`jq -nc '"a"|@base64d'`, 'the reason given for bad base64'],
  [`jq -nc 'halt_error("x")'`, 'the message names the input, not the argument'],
  [`jq -nc '[["a",1]]|from_entries'`, 'the message names another of the keys that are tried'],
  [`jq -nc 'first(error)//1'`, 'an error before the first output is taken as no output'],
  [
    'echo -e "\\x41\\u00e9\\033[0m|" | cat -v 2>/dev/null | cut -c1-2',
    'cat -v leaves letters beyond ASCII as they are',
  ],
  ['sed -n', 'the usage text is shorter'],
]);
