/** Where a reader is among the objects; kept while another view is shown. */

import type { ResourceObjectRef } from '../../worker/api';

class Place {
  #resource = $state('services');
  #namespace = $state<string>();
  #ref = $state.raw<ResourceObjectRef>();

  get resource() {
    return this.#resource;
  }
  get namespace() {
    return this.#namespace;
  }
  /** The object that is shown instead of the table. */
  get ref() {
    return this.#ref;
  }

  show(resource: string, namespace?: string) {
    this.#resource = resource;
    this.#namespace = namespace;
    this.#ref = undefined;
  }

  open(ref: ResourceObjectRef | undefined) {
    if (!ref && this.#ref && this.#ref.resource !== this.#resource) this.show(this.#ref.resource);
    this.#ref = ref;
  }
}

export const openedObject = new Place();
