//! A function that allocates, for tests that look up where code comes from. Without std, so that only its lines are there.
#![no_std]

#[panic_handler]
fn panic(_: &core::panic::PanicInfo) -> ! {
    core::arch::wasm32::unreachable()
}

static mut NEXT: usize = 65536;

#[no_mangle]
#[inline(never)]
pub unsafe extern "C" fn malloc(size: usize) -> usize {
    let result = NEXT;
    NEXT += (size + 7) & !7;
    result
}

#[no_mangle]
#[inline(never)]
pub unsafe extern "C" fn free(address: usize) {
    (address as *mut u8).write_volatile(0);
}

#[inline(never)]
unsafe fn inner(size: usize) -> usize {
    let address = malloc(size + 8); // inner allocates here
    (address as *mut u8).write_volatile(3);
    address
}

#[no_mangle]
#[inline(never)]
pub unsafe extern "C" fn nested(size: usize) -> usize {
    let address = inner(size); // nested calls here
    (address as *mut u8).write_volatile(4);
    address
}
