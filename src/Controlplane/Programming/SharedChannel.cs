using System.Diagnostics.CodeAnalysis;
using Router.Channel;

namespace Router.Controlplane.Programming;

/// <summary>
/// Lets several threads read the shared memory that one thread maps and unmaps. An access to unmapped memory would
/// kill the process, so unmapping waits for the readers.
/// </summary>
public sealed class SharedChannel : IDisposable
{
    private readonly ReaderWriterLockSlim _lock = new();
    private ChannelFile? _file;

    /// <summary>The mapping, for the thread that replaces it.</summary>
    internal ChannelFile? File => _file;

    /// <summary>Reads from the shared memory if it is mapped.</summary>
    /// <param name="read">The reader; it must not keep a span or a reference.</param>
    /// <param name="result">What it returned.</param>
    public bool TryRead<T>(Func<ChannelFile, T> read, [MaybeNullWhen(false)] out T result)
    {
        ArgumentNullException.ThrowIfNull(read);
        _lock.EnterReadLock();
        try
        {
            if (_file is null)
            {
                result = default;
                return false;
            }

            result = read(_file);
            return true;
        }
        finally
        {
            _lock.ExitReadLock();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Replace(null);
        _lock.Dispose();
    }

    /// <summary>Unmaps what is mapped and takes another mapping.</summary>
    /// <param name="file">The new mapping, null for none.</param>
    internal void Replace(ChannelFile? file)
    {
        _lock.EnterWriteLock();
        try
        {
            _file?.Dispose();
            _file = file;
        }
        finally
        {
            _lock.ExitWriteLock();
        }
    }
}
