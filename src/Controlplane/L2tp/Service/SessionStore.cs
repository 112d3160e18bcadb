using System.Text.Json;
using Router.Controlplane.Desired;
using Router.Controlplane.Service;

namespace Router.Controlplane.L2tp.Service;

/// <summary>
/// Keeps the negotiated sessions on disk, so that a control plane that is killed and comes back lets the dataplane go on
/// with them. The file is as old as two seconds; writing it does not hold up the service.
/// </summary>
/// <param name="path">The file.</param>
/// <param name="logger">Log.</param>
internal sealed class SessionStore(string path, ILogger logger)
{
    private const long WriteInterval = 2000;

    private readonly Dictionary<string, NegotiatedSession> _sessions = new(StringComparer.Ordinal);
    private Task _writing = Task.CompletedTask;
    private bool _changed;
    private long _next;

    /// <summary>Reads what a control plane before this one has left.</summary>
    public IReadOnlyList<NegotiatedSession> Load()
    {
        try
        {
            using FileStream file = File.OpenRead(path);
            List<StoredSession> stored = JsonSerializer.Deserialize(file, StoredSessionJson.Default.ListStoredSession) ?? [];
            return [.. stored.Select(static session => session.ToNegotiated())];
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return [];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException or FormatException or ArgumentException)
        {
            logger.LogWarning("{Path}: {Message}; sessions before the restart are forgotten", path, exception.Message);
            return [];
        }
    }

    /// <summary>Notes what the dataplane was told.</summary>
    /// <param name="changes">The changes.</param>
    public void Note(SessionChanges changes)
    {
        foreach (string name in changes.Gone)
        {
            _ = _sessions.Remove(name);
        }

        foreach (NegotiatedSession session in changes.Changed)
        {
            _sessions[session.Session.Name] = session;
        }

        _changed = true;
    }

    /// <summary>Writes the file if something has changed and it is time.</summary>
    /// <param name="now">Time.</param>
    public void Tend(long now)
    {
        if (_changed && now >= _next && _writing.IsCompleted)
        {
            _changed = false;
            _next = now + WriteInterval;
            NegotiatedSession[] sessions = [.. _sessions.Values];
            _writing = Task.Run(() => Write(sessions));
        }
    }

    /// <summary>Nothing is left behind: the control plane has told all peers that it stops.</summary>
    public void Delete()
    {
        _writing.Wait();
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("{Path}: {Message}", path, exception.Message);
        }
    }

    private void Write(NegotiatedSession[] sessions)
    {
        try
        {
            string temporary = path + ".new";
            using (FileStream file = File.Create(temporary))
            {
                File.SetUnixFileMode(file.SafeFileHandle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
                JsonSerializer.Serialize(file, [.. sessions.Select(StoredSession.Of)], StoredSessionJson.Default.ListStoredSession);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            logger.LogWarning("{Path}: {Message}", path, exception.Message);
        }
    }
}
