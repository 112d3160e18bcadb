using System.Runtime.CompilerServices;
using Dpdk.Native;

namespace Router.Dataplane.Memory;

/// <summary>
/// A zeroed array outside the managed heap. Pages are reserved at once and backed when first touched, so a large
/// limit costs nothing until it is used; the kernel is asked for huge pages (transparent ones where it has them).
/// </summary>
/// <typeparam name="T">Element type.</typeparam>
internal readonly unsafe struct NativeArray<T>
    where T : unmanaged
{
    private const nuint HugePage = 2 << 20;

    /// <summary>First element, aligned to 2 MiB for arrays of at least that size, else to a page.</summary>
    public readonly T* Pointer;

    /// <summary>Number of elements.</summary>
    public readonly nuint Length;

    private NativeArray(T* pointer, nuint length)
    {
        Pointer = pointer;
        Length = length;
    }

    /// <summary>Element by reference; the caller guarantees the range.</summary>
    public ref T this[nuint index] => ref Pointer[index];

    /// <summary>Reserves <paramref name="length"/> zeroed elements.</summary>
    /// <exception cref="InsufficientMemoryException">The address space or memory limit is exhausted.</exception>
    public static NativeArray<T> Allocate(nuint length)
    {
        nuint bytes = length * (nuint)sizeof(T);
        bool large = bytes >= HugePage;
        nuint mapped = large ? bytes + HugePage : bytes;
        byte* start = (byte*)Linux.Mmap(null, mapped, Linux.PROT_READ | Linux.PROT_WRITE,
            Linux.MAP_PRIVATE | Linux.MAP_ANONYMOUS | Linux.MAP_NORESERVE, -1, 0);
        if (Linux.IsError(start))
        {
            throw new InsufficientMemoryException($"Cannot reserve {bytes} octets for {typeof(T).Name}.");
        }

        if (large)
        {
            start = (byte*)(((nuint)start + HugePage - 1) & ~(HugePage - 1));
            _ = Linux.Madvise(start, bytes, Linux.MADV_HUGEPAGE);
        }

        return new NativeArray<T>((T*)start, length);
    }
}
