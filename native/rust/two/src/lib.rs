//! Two allocators in one module: Rust's own dlmalloc and that of the C library; each starts when its code first allocates.
//! This wasi-libc takes all memory behind the statics when it starts, so C code must allocate before Rust code does.

#[link(name = "c", kind = "static")]
extern "C" {
    #[link_name = "malloc"]
    fn c_malloc(size: usize) -> *mut u8;
    #[link_name = "free"]
    fn c_free(address: *mut u8);
}

#[no_mangle]
pub extern "C" fn rust_new(size: usize) -> *mut u8 {
    Box::leak(vec![7u8; size].into_boxed_slice()).as_mut_ptr()
}

#[no_mangle]
pub extern "C" fn c_new(size: usize) -> *mut u8 {
    unsafe { c_malloc(size) }
}

#[no_mangle]
pub extern "C" fn c_delete(address: *mut u8) {
    unsafe { c_free(address) }
}
