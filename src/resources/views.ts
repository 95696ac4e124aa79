/** How objects of C++ name what shows their memory: a `typed_memory_view`, where it is not a copy. */
export const viewName: RegExp =
  /^(?:(?:get|as)?_?(?:raw|pixel|image|memory|typed|vertex|sample)?_?(?:data|pixels|view|bytes|buffer|samples|memory_view|array_view)|typed_array|memory_?view|typed_memory_view)$/i;

/** A method that gives its result away for good, whatever becomes of what it is called on. */
export const isGivenAway: RegExp = /leak|into|take|steal|detach|move|release|alloc|clone|copy/i;

/** What wraps a typed array without copying it, and reads or writes its memory from then on. */
export const wrapsView: RegExp = /^(?:ImageData|Tensor|(?:Data|Data3D|DataArray)Texture|(?:\w+)?BufferAttribute)$/;
