namespace Fovea.Data;

/// <summary>Where downloaded data are kept.</summary>
public static class CacheFolder
{
    /// <summary>
    /// The folder that FOVEA_CACHE names; else <c>fovea</c> in the folder that XDG_CACHE_HOME names; else <c>fovea</c> in the local application data
    /// (Windows) or in <c>~/.cache</c> (all others). It need not exist yet.
    /// </summary>
    public static string Default => Find(Environment.GetEnvironmentVariable);

    internal static string Find(Func<string, string?> variable)
    {
        if (variable("FOVEA_CACHE") is { Length: > 0 } own) return Path.GetFullPath(own);
        // The XDG specification says to ignore a path that is not absolute.
        if (variable("XDG_CACHE_HOME") is { Length: > 0 } xdg && Path.IsPathRooted(xdg)) return Path.Combine(xdg, "fovea");
        string home = OperatingSystem.IsWindows()
            ? Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData)
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".cache");
        return Path.Combine(home, "fovea");
    }
}
