"""Where each browser keeps what is looked at."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Browser:
    """One of those that the extension works in."""

    name: str
    programs: tuple[str, ...]
    "Names on the PATH, on Linux."
    application: str
    "Name of the application's folder, on macOS."
    linux_profiles: str
    "Below the home folder; likewise below."
    macos_profiles: str
    windows_profiles: str
    linux_policies: str
    "Below the file system's root."
    macos_policies: str
    windows_policies: str
    "Key of the registry."

    def profiles(self, platform: str, home: Path) -> Path:
        """The folder that holds every profile of the person's."""
        below = {"win32": self.windows_profiles, "darwin": self.macos_profiles}
        return home / below.get(platform, self.linux_profiles)


BROWSERS: Final = (
    Browser(
        name="Chromium",
        programs=("chromium", "chromium-browser"),
        application="Chromium.app",
        linux_profiles=".config/chromium",
        macos_profiles="Library/Application Support/Chromium",
        windows_profiles="AppData/Local/Chromium/User Data",
        linux_policies="etc/chromium/policies/managed",
        macos_policies="org.chromium.Chromium",
        windows_policies=r"Software\Policies\Chromium",
    ),
    Browser(
        name="Chrome",
        programs=("google-chrome", "google-chrome-stable"),
        application="Google Chrome.app",
        linux_profiles=".config/google-chrome",
        macos_profiles="Library/Application Support/Google/Chrome",
        windows_profiles="AppData/Local/Google/Chrome/User Data",
        linux_policies="etc/opt/chrome/policies/managed",
        macos_policies="com.google.Chrome",
        windows_policies=r"Software\Policies\Google\Chrome",
    ),
    Browser(
        name="Edge",
        programs=("microsoft-edge", "microsoft-edge-stable"),
        application="Microsoft Edge.app",
        linux_profiles=".config/microsoft-edge",
        macos_profiles="Library/Application Support/Microsoft Edge",
        windows_profiles="AppData/Local/Microsoft/Edge/User Data",
        linux_policies="etc/opt/edge/policies/managed",
        macos_policies="com.microsoft.Edge",
        windows_policies=r"Software\Policies\Microsoft\Edge",
    ),
    Browser(
        name="Brave",
        programs=("brave-browser", "brave"),
        application="Brave Browser.app",
        linux_profiles=".config/BraveSoftware/Brave-Browser",
        macos_profiles="Library/Application Support/BraveSoftware/Brave-Browser",
        windows_profiles="AppData/Local/BraveSoftware/Brave-Browser/User Data",
        linux_policies="etc/brave/policies/managed",
        macos_policies="com.brave.Browser",
        windows_policies=r"Software\Policies\BraveSoftware\Brave",
    ),
)
