/** Texts that several commands print. */

/** A command that works on objects was given none. */
export const MISSING_RESOURCES =
  "You must provide one or more resources by argument or filename.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'\n   '<resource> <name>'\n   '<resource>'";

/** A request needs the name of an object, and it is empty. */
export const UNNAMED_OBJECT = 'resource name may not be empty';
