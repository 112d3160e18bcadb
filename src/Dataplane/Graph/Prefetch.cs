using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Router.Dataplane.Graph;

/// <summary>Hints that bring a cache line near before it is read.</summary>
internal static unsafe class Prefetch
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Read(void* address)
    {
        if (Sse.IsSupported)
        {
            Sse.Prefetch0(address);
        }
    }
}
