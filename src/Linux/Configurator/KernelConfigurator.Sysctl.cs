using System.Text;

namespace Router.Linux;

/// <content>Settings under /proc/sys/net.</content>
public sealed partial class KernelConfigurator
{
    /// <summary>
    /// Writes settings of the namespace, those that differ. <c>/proc/sys/net</c> shows the namespace of the thread that
    /// reads it, so this happens on a thread inside the namespace; several settings at once cost one thread.
    /// </summary>
    /// <param name="settings">The settings.</param>
    /// <returns>What failed. A setting that the kernel does not have is a failure too.</returns>
    public IReadOnlyList<NetlinkException> SetSysctls(IReadOnlyCollection<Sysctl> settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (settings.Count == 0)
        {
            return [];
        }

        return _handle.Run(() =>
        {
            var errors = new List<NetlinkException>();
            foreach (Sysctl setting in settings)
            {
                try
                {
                    if (Read(setting.Path) != setting.Value)
                    {
                        Write(setting.Path, setting.Value);
                    }
                }
                catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
                {
                    errors.Add(new NetlinkException($"set {setting.Path} to {setting.Value}", ToErrno(exception), exception.Message));
                }
            }

            return errors;
        });
    }

    /// <summary>Reads a setting of the namespace.</summary>
    /// <param name="path">As in <see cref="Sysctl.Path"/>.</param>
    /// <returns>Null if the kernel does not have it.</returns>
    public string? ReadSysctl(string path)
    {
        var setting = new Sysctl(path, string.Empty);
        return _handle.Run(() =>
        {
            try
            {
                return Read(setting.Path);
            }
            catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
            {
                return null;
            }
        });
    }

    private static string Read(string path) => File.ReadAllText(Sysctl.Root + path).Trim();

    private static void Write(string path, string value)
    {
        using var file = new FileStream(Sysctl.Root + path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        file.Write(Encoding.ASCII.GetBytes(value + '\n'));
    }

    private static int ToErrno(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => Errno.NotFound,
        UnauthorizedAccessException => Errno.NotPermitted,
        _ => Errno.Invalid,
    };
}
