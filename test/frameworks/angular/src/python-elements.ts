import { Directive, ElementRef, inject, Input } from "@angular/core";

@Directive({ selector: "py-script, mpy-script, py-terminal, py-editor, py-donkey, py-config, mpy-config" })
export class PythonElement {
  readonly #element = inject<ElementRef<{ code?: string }>>(ElementRef).nativeElement;

  @Input() set code(code: string) {
    this.#element.code = code;
  }
}
