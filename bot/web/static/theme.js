// Before anything is drawn: the theme that was chosen here, else the one of the system.
const theme = localStorage.getItem("theme");
if (theme) document.documentElement.dataset.theme = theme;
