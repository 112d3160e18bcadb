using System.Runtime.InteropServices;
using System.Threading;
using Router.Channel;

namespace Router.Dataplane.Graph;

/// <summary>A next hop whose link-layer address a packet needed.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NeighbourRequest
{
    public uint Interface;
    public uint Family;
    public Address16 Address;
}

/// <summary>
/// The last next hops that packets waited for, from a worker to the main thread. Full means that the main thread is
/// behind; the request is then forgotten, as later packets repeat it.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct NeighbourRequests
{
    private const int Capacity = 64;

    private ulong _produced;
    private fixed ulong _pad0[7];
    private ulong _consumed;
    private fixed ulong _pad1[7];
    private Requests _requests;

    /// <summary>Adds a request unless it is the newest one already waiting.</summary>
    public void Add(in NeighbourRequest request)
    {
        ulong produced = _produced;
        ulong waiting = produced - Volatile.Read(ref _consumed);
        if (waiting >= Capacity)
        {
            return;
        }

        if (waiting > 0)
        {
            ref NeighbourRequest last = ref _requests[(int)((produced - 1) & (Capacity - 1))];
            if (last.Interface == request.Interface && ((ReadOnlySpan<byte>)last.Address).SequenceEqual(request.Address))
            {
                return;
            }
        }

        _requests[(int)(produced & (Capacity - 1))] = request;
        Volatile.Write(ref _produced, produced + 1);
    }

    /// <summary>Takes the oldest request.</summary>
    public bool TryTake(out NeighbourRequest request)
    {
        ulong consumed = _consumed;
        if (consumed == Volatile.Read(ref _produced))
        {
            request = default;
            return false;
        }

        request = _requests[(int)(consumed & (Capacity - 1))];
        Volatile.Write(ref _consumed, consumed + 1);
        return true;
    }

    [System.Runtime.CompilerServices.InlineArray(Capacity)]
    private struct Requests
    {
        private NeighbourRequest _first;
    }
}
