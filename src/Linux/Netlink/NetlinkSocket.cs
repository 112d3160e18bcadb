using System.Runtime.InteropServices;

namespace Router.Linux;

/// <summary>
/// An rtnetlink socket inside a network namespace. Requests and dumps are synchronous, one at a time, and may be made
/// from any thread; the kernel answers them within the call, so they are short.
/// </summary>
public sealed class NetlinkSocket : IDisposable
{
    /// <summary>Bytes that the kernel may queue for us; it counts its own bookkeeping too.</summary>
    public const int DefaultReceiveBuffer = 8 << 20;

    // The kernel fills datagrams of a dump up to 32 KiB.
    private const int DatagramLength = 64 << 10;
    private const int DumpAttempts = 5;
    private readonly SafeDescriptor _descriptor;
    private readonly Lock _lock = new();
    private readonly byte[] _buffer = new byte[DatagramLength];
    private uint _sequence;

    private NetlinkSocket(SafeDescriptor descriptor) => _descriptor = descriptor;

    /// <summary>How long to wait for an answer. The kernel may hold requests back while it takes devices down.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    internal SafeDescriptor Descriptor => _descriptor;

    /// <summary>Opens a socket.</summary>
    /// <param name="handle">The namespace; it may be closed afterwards, the socket stays in it.</param>
    /// <param name="groups">What to be notified of.</param>
    /// <param name="receiveBuffer">Bytes that the kernel may queue.</param>
    /// <exception cref="NetlinkException">The kernel refused.</exception>
    public static NetlinkSocket Open(NamespaceHandle handle, IReadOnlyList<NetlinkGroup>? groups = null, int receiveBuffer = DefaultReceiveBuffer)
    {
        ArgumentNullException.ThrowIfNull(handle);

        // A socket belongs to the namespace that its thread is in when it is made.
        SafeDescriptor descriptor = handle.Run(static () =>
        {
            var socket = new SafeDescriptor(Libc.Socket(Libc.AfNetlink, Libc.SockRaw | Libc.SockNonBlock | Libc.SockCloseOnExec, Libc.NetlinkRoute));
            return socket.IsInvalid ? throw new NetlinkException("open an rtnetlink socket", Marshal.GetLastPInvokeError()) : socket;
        });
        try
        {
            Prepare(descriptor, groups ?? [], receiveBuffer);
            return new NetlinkSocket(descriptor);
        }
        catch
        {
            descriptor.Dispose();
            throw;
        }
    }

    /// <summary>Sends a request and waits for its acknowledgement.</summary>
    /// <param name="message">From <see cref="NetlinkWriter.Finish"/>; its sequence number and flags are completed here.</param>
    /// <param name="handler">Takes the messages that come before the acknowledgement (get requests).</param>
    /// <exception cref="NetlinkException">The socket failed, or no answer came; refusals are in the result.</exception>
    public NetlinkAck Request(Span<byte> message, NetlinkMessageHandler? handler = null)
    {
        lock (_lock)
        {
            uint sequence = Send(message, NetlinkFlags.Request | NetlinkFlags.Acknowledge);
            long deadline = Deadline();
            while (true)
            {
                var reader = new NetlinkReader(Wait(deadline));
                while (reader.TryRead(out NetlinkMessage answer))
                {
                    if (answer.Sequence != sequence)
                    {
                        continue; // the late answer to a request that was given up
                    }

                    if (answer.Type == (ushort)RtnetlinkType.Error)
                    {
                        return NetlinkErrorReader.ReadError(answer);
                    }

                    handler?.Invoke(answer);
                }
            }
        }
    }

    /// <summary>
    /// Reads a whole table. A dump that was interrupted by changes is repeated some times.
    /// </summary>
    /// <typeparam name="T">The records.</typeparam>
    /// <param name="message">The request, from <see cref="NetlinkWriter.Finish"/>.</param>
    /// <param name="parser">Makes records of messages.</param>
    /// <param name="cancellationToken">Gives up between datagrams; the socket is of no use afterwards.</param>
    /// <exception cref="NetlinkException">The kernel refused, or no answer came.</exception>
    public NetlinkDump<T> Dump<T>(Span<byte> message, RecordParser<T> parser, CancellationToken cancellationToken = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(parser);
        lock (_lock)
        {
            try
            {
                for (int attempt = 1; ; attempt++)
                {
                    NetlinkDump<T> dump = DumpOnce(message, parser, cancellationToken);
                    if (dump.Consistent || attempt == DumpAttempts)
                    {
                        return dump;
                    }
                }
            }
            catch (OperationCanceledException)
            {
                Dispose(); // the kernel goes on with the dump: this socket would never be in step again
                throw;
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _descriptor.Dispose();

    /// <summary>Takes the next datagram without waiting.</summary>
    /// <param name="buffer">Where to put it.</param>
    /// <param name="length">Its bytes.</param>
    /// <exception cref="NetlinkException">The socket failed.</exception>
    internal ReceiveStatus TryReceive(Span<byte> buffer, out int length)
    {
        while (true)
        {
            length = 0;
            Libc.SockAddrNl sender = default;
            int senderLength = Libc.SockAddrNlLength;
            nint received = Libc.ReceiveFrom(_descriptor, buffer, buffer.Length, Libc.MsgTrunc | Libc.MsgDontWait, ref sender, ref senderLength);
            if (received < 0)
            {
                switch (Marshal.GetLastPInvokeError())
                {
                    case Errno.TryAgain:
                        return ReceiveStatus.Nothing;
                    case Errno.Interrupted:
                        continue;
                    case Errno.NoBuffers:
                        return ReceiveStatus.Overrun;
                    case int errno:
                        throw new NetlinkException("receive from rtnetlink", errno);
                }
            }

            if (sender.PortId != 0)
            {
                continue; // any process may send to this socket; only the kernel is believed
            }

            if (received > buffer.Length)
            {
                return ReceiveStatus.Overrun;
            }

            length = (int)received;
            return ReceiveStatus.Datagram;
        }
    }

    private static void Prepare(SafeDescriptor descriptor, IReadOnlyList<NetlinkGroup> groups, int receiveBuffer)
    {
        // The first ignores net.core.rmem_max but needs CAP_NET_ADMIN.
        if (Libc.SetSockOpt(descriptor, Libc.SolSocket, Libc.SoReceiveBufferForce, receiveBuffer, sizeof(int)) != 0)
        {
            _ = Libc.SetSockOpt(descriptor, Libc.SolSocket, Libc.SoReceiveBuffer, receiveBuffer, sizeof(int));
        }

        // Older kernels lack these; everything works without, with poorer texts and unfiltered dumps.
        _ = Libc.SetSockOpt(descriptor, Libc.SolNetlink, Libc.NetlinkExtAck, 1, sizeof(int));
        _ = Libc.SetSockOpt(descriptor, Libc.SolNetlink, Libc.NetlinkCapAck, 1, sizeof(int));
        _ = Libc.SetSockOpt(descriptor, Libc.SolNetlink, Libc.NetlinkGetStrictCheck, 1, sizeof(int));
        var address = new Libc.SockAddrNl { Family = Libc.AfNetlink };
        if (Libc.Bind(descriptor, address, Libc.SockAddrNlLength) != 0)
        {
            throw new NetlinkException("bind an rtnetlink socket", Marshal.GetLastPInvokeError());
        }

        foreach (NetlinkGroup group in groups)
        {
            if (Libc.SetSockOpt(descriptor, Libc.SolNetlink, Libc.NetlinkAddMembership, (int)group, sizeof(int)) != 0)
            {
                throw new NetlinkException($"join the rtnetlink group {group}", Marshal.GetLastPInvokeError());
            }
        }
    }

    private NetlinkDump<T> DumpOnce<T>(Span<byte> message, RecordParser<T> parser, CancellationToken cancellationToken)
        where T : class
    {
        uint sequence = Send(message, NetlinkFlags.Request | NetlinkFlags.Dump);
        long deadline = Deadline();
        var records = new List<T>();
        bool consistent = true;
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var reader = new NetlinkReader(Wait(deadline));
            while (reader.TryRead(out NetlinkMessage answer))
            {
                if (answer.Sequence != sequence)
                {
                    continue;
                }

                consistent &= !answer.Flags.HasFlag(NetlinkFlags.DumpInterrupted);
                if (answer.Type is (ushort)RtnetlinkType.Done or (ushort)RtnetlinkType.Error)
                {
                    NetlinkAck end = answer.Type == (ushort)RtnetlinkType.Done
                        ? NetlinkErrorReader.ReadDone(answer)
                        : NetlinkErrorReader.ReadError(answer);
                    end.ThrowIfFailed("read from rtnetlink");
                    return new NetlinkDump<T>(records, consistent);
                }

                if (parser(answer) is { } record)
                {
                    records.Add(record);
                }
            }

            deadline = Deadline(); // a long dump may take its time, silence may not
        }
    }

    private uint Send(Span<byte> message, NetlinkFlags flags)
    {
        uint sequence = ++_sequence == 0 ? ++_sequence : _sequence;
        MemoryMarshal.Write(message[6..], (ushort)(MemoryMarshal.Read<ushort>(message[6..]) | (ushort)flags));
        MemoryMarshal.Write(message[8..], sequence);
        var kernel = new Libc.SockAddrNl { Family = Libc.AfNetlink };
        while (Libc.SendTo(_descriptor, message, message.Length, 0, kernel, Libc.SockAddrNlLength) < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno != Errno.Interrupted)
            {
                throw new NetlinkException("send to rtnetlink", errno);
            }
        }

        return sequence;
    }

    private ReadOnlySpan<byte> Wait(long deadline)
    {
        while (true)
        {
            switch (TryReceive(_buffer, out int length))
            {
                case ReceiveStatus.Datagram:
                    return _buffer.AsSpan(0, length);
                case ReceiveStatus.Overrun:
                    throw new NetlinkException("receive from rtnetlink", Errno.NoBuffers);
            }

            long left = deadline - Environment.TickCount64;
            if (left <= 0)
            {
                throw new NetlinkException("receive from rtnetlink", Errno.TimedOut);
            }

            PollIn(_descriptor, (int)Math.Min(left, int.MaxValue));
        }
    }

    private static void PollIn(SafeDescriptor descriptor, int milliseconds)
    {
        Span<Libc.PollFd> poll = [new() { Fd = (int)descriptor.DangerousGetHandle(), Events = Libc.PollIn }];
        _ = Libc.Poll(poll, 1, milliseconds); // whatever it says, the next receive tells more
    }

    private long Deadline() => Environment.TickCount64 + (long)Timeout.TotalMilliseconds;
}
